"""Numbers in words: likelihood words of ICD 203, rounded figures and dates for people to read.

The scale is one row of the table of Intelligence Community Directive 203, *Analytic Standards* (2015), section D.6.e.2:
almost no chance 1-5 %, very unlikely 5-20 %, unlikely 20-45 %, roughly even chance 45-55 %, likely 55-80 %, very likely
80-95 %, almost certain 95-99 %. Neighbouring rows share their border; here the border belongs to the row nearer to
evens, so that the word for p and the word for 1 - p always mirror each other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pyrrhus.judge.agreement import agree

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LOWEST_PUBLISHED = 0.005
HIGHEST_PUBLISHED = 0.995

#: A flag that says how a claim was read, not that something is odd about it.
INFERRED = "scope_inferred"
LESS_THAN_ONE = "less than 1 %"
MORE_THAN_99 = "more than 99 %"

#: (word, lower end, upper end) of the scale, from the least likely to the most likely.
SCALE: tuple[tuple[str, float, float], ...] = (
    ("almost no chance", 0.01, 0.05),
    ("very unlikely", 0.05, 0.20),
    ("unlikely", 0.20, 0.45),
    ("roughly even chance", 0.45, 0.55),
    ("likely", 0.55, 0.80),
    ("very likely", 0.80, 0.95),
    ("almost certain", 0.95, 0.99),
)

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

MINUS = "−"
DASH = "–"


def _checked(probability: float) -> float:
    """The probability without the dust of floating point, so that 1 - 0.55 counts as 0.45."""
    value = round(float(probability), 9)
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"a probability lies between 0 and 1, this is {probability!r}")
    return value + 0.0  # no negative nought


def publish(probability: float) -> float:
    """The probability as it is published: within 0.005...0.995. Raises ValueError outside 0...1."""
    return min(max(_checked(probability), LOWEST_PUBLISHED), HIGHEST_PUBLISHED)


def likelihood(probability: float) -> str:
    """The ICD 203 word for a probability; "less than 1 %" and "more than 99 %" beyond the scale."""
    value = _checked(probability)
    if value < 0.01:
        return LESS_THAN_ONE
    if value > 0.99:
        return MORE_THAN_99
    if value < 0.5:
        return next(word for word, _low, high in SCALE if value < high)
    return next(word for word, low, _high in reversed(SCALE) if value > low)


def percent(probability: float) -> str:
    """A whole percentage: "66 %", "<1 %", ">99 %"."""
    value = _checked(probability)
    if value < 0.01:
        return "<1 %"
    if value > 0.99:
        return ">99 %"
    return f"{math.floor(value * 100 + 0.5)} %"


def share_words(probability: float) -> str:
    """A share for a sentence: "66 %", "less than 1 %", "more than 99 %"."""
    word = likelihood(probability)
    return word if word in (LESS_THAN_ONE, MORE_THAN_99) else percent(probability)


def likelihood_with_number(probability: float) -> str:
    """The word with its number behind it: "likely (66 %)"; beyond the scale the words are the number."""
    word = likelihood(probability)
    return word if word in (LESS_THAN_ONE, MORE_THAN_99) else f"{word} ({percent(probability)})"


def chance_of(probability: float, event: str) -> str:
    """A sentence part: "it is likely (66 %) that EVENT", with a wording that fits each row of the scale."""
    word = likelihood(probability)
    if word == LESS_THAN_ONE:
        return f"there is almost no chance ({word}) that {event}"
    if word == MORE_THAN_99:
        return f"it is almost certain ({word}) that {event}"
    if word == "almost no chance":
        return f"there is almost no chance ({percent(probability)}) that {event}"
    if word == "roughly even chance":
        return f"there is a roughly even chance ({percent(probability)}) that {event}"
    return f"it is {word} ({percent(probability)}) that {event}"


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def rounded(value: float, digits: int = 2) -> str:
    """A figure for people: two significant digits, thousands separators, a true minus: "23,000", "0.12", "−1.5"."""
    number = float(value)
    if math.isnan(number):
        return "unknown"
    if math.isinf(number):
        return "without limit" if number > 0 else f"{MINUS}without limit"
    if abs(number) < 1e-9:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(number)))
    # Rounding may carry into the next decade (99.6 becomes 100), which takes one place less.
    places = digits - 1 - math.floor(math.log10(abs(round(number, places))))
    shown = round(abs(number), places)
    text = f"{shown:,.{max(places, 0)}f}" if shown >= 1e-4 else f"{shown:.{digits - 1}e}"
    return f"{MINUS}{text}" if number < 0 else text


def whole(value: float) -> str:
    """A count as it stands, with thousands separators: "10,000"."""
    return f"{round(value):,}".replace("-", MINUS)


def spread(low: float, high: float, digits: int = 2) -> str:
    """A range of figures, "14,000–38,000"; with "to" where a sign would make the dash ambiguous."""
    return _between(rounded(low, digits), rounded(high, digits), signed=low < 0 or high < 0)


def _between(first: str, last: str, *, signed: bool) -> str:
    """The ends of a range, said already, as one text; once where they are said alike."""
    if first == last:
        return first
    return f"{first} to {last}" if signed else f"{first}{DASH}{last}"


def amount(values: ArrayLike, unit: str = "") -> str:
    """Draws in words: their median and 90 % range, "about 23,000 (14,000 to 38,000)", as tables and charts show them:
    two digits; below a hundred whole."""
    import numpy as np

    low, mid, high = (float(q) for q in np.quantile(np.asarray(values, dtype=float), [0.05, 0.5, 0.95]))
    return amount_of(low, mid, high, unit)


def amount_of(low: float, mid: float, high: float, unit: str = "") -> str:
    """A median and the ends of its 90 % range in words, as `amount` says them of draws."""
    ends = [count_words(q) for q in (low, mid, high)]
    name = f" {unit}" if unit else ""
    return f"{ends[1]}{name}" if len(set(ends)) == 1 else f"about {ends[1]}{name} ({ends[0]} to {ends[2]})"


def count_words(value: float) -> str:
    """A count in two digits, no fraction of one thing."""
    return whole(value) if abs(value) < 100.0 else rounded(value)


def count_spread(low: float, high: float) -> str:
    """A range of counts, as `count_words` says each, "14,000–38,000"; with "to" where a sign would blur the dash."""
    return _between(count_words(low), count_words(high), signed=low < 0 or high < 0)


def parts(probabilities: Sequence[float]) -> list[str]:
    """Shares of one whole as whole percentages that add up to 100 (largest remainders). The greatest is rounded as it
    is wherever it stands alone, so that it reads the same there."""
    exact = [100.0 * max(float(p), 0.0) for p in probabilities]
    floors = [math.floor(x + 1e-9) for x in exact]
    lead = exact.index(max(exact))
    floors[lead] = math.floor(exact[lead] + 0.5)
    short = 100 - sum(floors)
    rest = sorted(
        (i for i in range(len(exact)) if i != lead), key=lambda i: (round(floors[i] - exact[i], 4), -exact[i], i)
    )
    for i in rest[: max(short, 0)]:
        floors[i] += 1
    return [f"{x} %" for x in floors]


def parts_in_words(probabilities: Sequence[float]) -> list[str]:
    """The same for a sentence: the least and the greatest by name, "less than 1 %" and "more than 99 %"."""
    return [
        part if 0.01 <= float(p) <= 0.99 else share_words(min(max(float(p), 0.0), 1.0))
        for p, part in zip(probabilities, parts(probabilities), strict=True)
    ]


def middle_and_range(quantiles: Mapping[str, float], unit: str = "") -> str:
    """Quantiles in words: "23,000 persons (90 %: 14,000–38,000)". Keys as in assessment.json."""
    middle = rounded(quantiles["0.5"])
    named = f"{middle} {unit}".strip()
    return f"{named} (90 %: {spread(quantiles['0.05'], quantiles['0.95'])})"


def with_range(quantiles: Mapping[str, float]) -> str:
    """A middle with its 90 % range, for a label: "45 (25–84)"."""
    return f"{rounded(quantiles['0.5'])} ({spread(quantiles['0.05'], quantiles['0.95'])})"


def as_date(value: date | str) -> date:
    """A date from a date or from its ISO form. Raises ValueError for anything else."""
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def date_words(value: date | str) -> str:
    """A date in words: "1 March 2023"."""
    day = as_date(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(value: date | str) -> str:
    """A date for an axis or a table: "1 Mar 2023"."""
    day = as_date(value)
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def date_beside(value: date | str, reference: date | str) -> str:
    """A short date that leaves out the year where it is that of the date it is read beside: "31 Mar"."""
    day = as_date(value)
    text = f"{day.day} {MONTHS[day.month - 1][:3]}"
    return text if day.year == as_date(reference).year else f"{text} {day.year}"


def period_words(first: date | str | None, last: date | str | None) -> str:
    """A period in words, without saying twice what both ends share: "1–28 February 2023"."""
    if first is None and last is None:
        return "period not stated"
    if first is None:
        return f"up to {date_words(last)}" if last is not None else ""
    if last is None:
        return f"from {date_words(first)}"
    start, end = as_date(first), as_date(last)
    if start == end:
        return date_words(start)
    if (start.year, start.month) == (end.year, end.month):
        whole_month = start.day == 1 and (end + timedelta(days=1)).month != end.month
        return f"{MONTHS[end.month - 1]} {end.year}" if whole_month else f"{start.day}{DASH}{date_words(end)}"
    opening = f"{start.day} {MONTHS[start.month - 1]}"
    opening = opening if start.year == end.year else f"{opening} {start.year}"
    return f"{opening} {DASH} {date_words(end)}"


def human(name: str) -> str:
    """A machine's name as words: "killed_per_day" becomes "killed per day"; units like km2 and 0_1 are tidied."""
    text = name.replace("_0_1", "").replace("_km2", " (km²)").replace("_", " ")
    return text.strip()


def quantile_column(level: float | str) -> str:
    """The column of a quantile: "q05" for 0.05."""
    return f"q{round(float(level) * 100):02d}"


def label(name: str, sides: Mapping[str, str] | None = None) -> str:
    """A parameter's name for readers, from the table of parameters, with the sides by their names where given:
    "attacker_shells_per_day" becomes "Russia's shells a day". What is no parameter is tidied alone."""
    from pyrrhus.scenario.parameters import parameters

    found = parameters().get(name)
    text = found.label if found is not None else human(name)
    for role, called in (sides or {}).items():
        text = re.sub(rf"\bthe {role}\b", lambda _, called=called: called, text)
    return agree(text, (sides or {}).values())


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 group", "3 groups"."""
    return f"{number} {one if number == 1 else (many or one + 's')}"


def unit_words(unit: str | None) -> str:
    """A unit as it is printed: "persons/day" becomes "persons a day", "1/day" "per day", "1" nothing."""
    if not unit or unit == "1":
        return ""
    if unit.startswith("1/"):
        return "per " + unit[2:].strip("()").replace("km2", "km²")
    return unit.replace("km2", "km²").replace("/day", " a day").replace("/month", " a month")


def listed(parts: Sequence[str]) -> str:
    """Parts as an enumeration: "a", "a and b", "a, b and c"."""
    *most, last = parts or ("",)
    return f"{', '.join(most)} and {last}" if most else last
