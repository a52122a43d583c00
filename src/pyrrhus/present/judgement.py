"""The head of the page: three lines of judgement, the best choices, four tiles, and what to read with care."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pyrrhus.claims.ledger import SIDES
from pyrrhus.judge import words
from pyrrhus.judge.agreement import agree_doing, verb_for
from pyrrhus.judge.words import as_date
from pyrrhus.present import bars, summary
from pyrrhus.present.estimates import lead_of, quantiles_of
from pyrrhus.present.fall_chart import FallView, date_range, fall_view, rules_range, rules_words
from pyrrhus.present.options_chart import options_of
from pyrrhus.present.summary import answer_to, day_words, first_sentence, horizon_end, without_year

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
LONGEST_CAVEAT = 92
UNSCORED = "Answers that are marked not scored have no record of past forecasts behind them."
SINGLE, FEW = "One source only: ", "Few sources: "
#: How a sentence says that something is likely before its verb, by the word of its likelihood.
LIKELY = {
    words.MORE_THAN_99: "almost certainly",
    "almost certain": "almost certainly",
    "very likely": "very likely",
    "likely": "likely",
}
#: How a sentence says that something will come about, by the word of its likelihood.
WILL = {
    words.MORE_THAN_99: "will almost certainly fall",
    "almost certain": "will almost certainly fall",
    "very likely": "will very likely fall",
    "likely": "will likely fall",
    "roughly even chance": "may fall as well as hold",
    "unlikely": "is unlikely to fall",
    "very unlikely": "is very unlikely to fall",
    "almost no chance": "will almost certainly not fall",
    words.LESS_THAN_ONE: "will almost certainly not fall",
}


def town_of(findings: Findings) -> str:
    """The town by its name."""
    return findings.town or findings.title or words.human(str(findings.document["scenario"]))


def judgement(findings: Findings) -> list[str]:
    """Whether and when, what it costs, and whether it is worth it: a line each, from the estimates of the answers."""
    document = findings.document
    return [
        words.sentence(line).rstrip(".") + "."
        for line in (_fall_line(findings), _cost_line(document), _worth_line(document))
        if line
    ]


def _fall_line(findings: Findings) -> str:
    document = findings.document
    as_of, end = as_date(document["as_of"]), horizon_end(document)
    curve, town = summary.headline_curve(document), town_of(findings)
    chance = summary.probability_by(curve, end)
    even = curve.get("median_date")
    if even and as_date(even) <= as_of:
        held = re.search(r"holds? (\S+ %) of .+? already", str((answer_to(document, "Q1") or {}).get("answer", "")))
        start = (
            f"{held.group(1)} of {town} is held already" if held else f"{town} has more likely than not fallen already"
        )
        return f"{start}; {words.chance_of(chance, f'it falls by {day_words(end, as_of)}')}"
    word = words.likelihood(chance)
    number = word if word in (words.LESS_THAN_ONE, words.MORE_THAN_99) else words.percent(chance)
    return f"{town} {WILL[word]} by {day_words(end, as_of)}: {number}"


def _cost_line(document: Mapping[str, Any]) -> str:
    answer, sides = answer_to(document, "Q2"), document["sides"]
    killed = {side: quantiles_of(answer, "killed in the forecast", side) for side in SIDES}
    if answer is None or not all(killed.values()):
        return first_sentence(answer["answer"]) if answer else ""
    first, second = (words.count_words(q["0.5"]) for q in killed.values() if q)
    unbroken = sides["defender"].replace(" ", "\u00a0")
    line = f"By then {sides['attacker']} would lose about {first} killed, {unbroken}\u00a0{second}"
    lead = lead_of(answer)
    if lead is None:
        return line
    if words.likelihood(lead["probability"]) == "roughly even chance":
        return f"{line}; who loses more is open"
    more = next((name for name in sides.values() if str(lead["name"]).startswith(name)), "")
    taken = ", prisoners counted," if _prisoners_decide(answer, more == sides["attacker"]) else ""
    how, loses = LIKELY[words.likelihood(lead["probability"])], verb_for(more, "loses")
    return f"{line}; {more}{taken} {how} {loses} more" if more else line


def _prisoners_decide(answer: Mapping[str, Any], attacker_loses_more: bool) -> bool:
    """Whether the side that loses more in all is not the one that loses more killed and wounded, by the middles."""
    fallen = []
    for side in SIDES:
        parts = [quantiles_of(answer, f"{kind} in the forecast", side) for kind in ("killed", "wounded")]
        fallen.append(sum(q["0.5"] for q in parts if q))
    return (fallen[0] > fallen[1]) != attacker_loses_more


def _worth_line(document: Mapping[str, Any]) -> str:
    """The first statement of the answer to whether it is worth it."""
    answer = answer_to(document, "Q3")
    text = first_sentence(answer["answer"]) if answer else ""
    text = re.sub(r"\(([\d,.]+) to ([\d,.]+)\)", rf"(\1{words.DASH}\2)", text)
    return without_year(re.split(r"[:;]\s", text)[0], as_date(document["as_of"]))


def best_choices(document: Mapping[str, Any], town: str = "the town") -> list[dict[str, str]]:
    """What is best for each side in the model, the defender first; nothing where nothing was compared."""
    found = []
    for side in ("defender", "attacker"):
        options = options_of(document, side)
        best = [o for o in options if o.recommended]
        if len(options) < 2 or not best:
            continue
        if len(best) == len(options):
            text = "might do one thing as well as another"
        else:
            text = best[0].name.replace("the town", town) + (" (others do about as well)" if len(best) > 1 else "")
        name = document["sides"][side]
        said = without_year(agree_doing(text, name), as_date(document["as_of"]))
        found.append({"side": side, "name": name, "text": said})
    return found


def tiles(findings: Findings) -> list[dict[str, Any]]:
    """Four figures with their ranges; what is not known is said to be so."""
    document = findings.document
    as_of, end = as_date(document["as_of"]), horizon_end(document)
    curve, view = summary.headline_curve(document), fall_view(findings)
    chance = summary.probability_by(curve, end)
    until = day_words(end, as_of)
    rules = f"; {rules_words(view)} {rules_range(view)}" if view.band else "; no map to try simple rules on"
    word = words.likelihood(chance)
    shown: list[dict[str, Any]] = [
        {
            "name": f"Falls by {until}",
            "value": words.percent(chance),
            "note": (word if "%" not in word else words.likelihood(min(max(chance, 0.01), 0.99))) + rules,
        },
        _even_tile(view, curve, end),
    ]
    answer = answer_to(document, "Q2")
    killed = {side: quantiles_of(answer, "killed in the forecast", side) for side in SIDES}
    most = max((q["0.95"] for q in killed.values() if q), default=1.0)
    for side, q in killed.items():
        tile = {"side": side, "side_name": document["sides"][side], "name": f"killed by {until}"}
        if q is None:
            shown.append({**tile, "value": "not known", "note": "no estimate of losses"})
            continue
        note = f"{words.count_spread(q['0.05'], q['0.95'])} (90 %)"
        shown.append({**tile, "value": words.count_words(q["0.5"]), "note": note, "bar": bars.mini_bar(q, most, side)})
    return shown


def _even_tile(view: FallView, curve: Mapping[str, Any], end: date) -> dict[str, Any]:
    """The day of even odds, and the days between which the curve goes from 5 to 95 %."""
    even, as_of = curve.get("median_date"), view.as_of
    tile = {"name": "Even odds by", "note": f"falls {date_range(view)} (90 %)"}
    if not even:
        return {**tile, "value": f"after {summary.short_day(end, as_of)}"}
    if as_date(even) <= as_of:
        return {**tile, "value": "already"}
    return {**tile, "value": day_words(as_date(even), as_of)}


def caveats(document: Mapping[str, Any]) -> dict[str, Any]:
    """What to read with care: in one line, the serious first, and each in full."""
    full = [str(w) for w in document["warnings"]]
    if document["filter"]["contradicted"] and not any("contradict" in w for w in full):
        full.insert(0, summary.contradiction(document))
    single, few = ([w for w in full if w.startswith(start)] for start in (SINGLE, FEW))
    grave = [w for w in full if w not in single and w not in few]
    names = tuple(str(name) for name in document["sides"].values())
    short = [_shortened(w, names) for w in grave[:2]]
    if single:
        short.append(
            "one quantity rests on one source"
            if len(single) == 1
            else f"{_count(len(single))} quantities rest on one source each"
        )
    if few and not single:
        short.append(f"{_count(len(few))} {'quantity rests' if len(few) == 1 else 'quantities rest'} on few sources")
    if any(not answer["scored"] for answer in document["answers"]):
        full.append(UNSCORED)
    decisions = document.get("decisions")
    if decisions:
        full.append(str(decisions["caveat"]))
        short.append("effects of choices cannot be tested")
    return {"short": "; ".join(short), "full": full}


def _count(number: int) -> str:
    return COUNTS[number] if number < len(COUNTS) else str(number)


def _shortened(text: str, names: tuple[str, ...]) -> str:
    """The first statement of a warning, uncapitalised but for `names`; cut at a word where it is long."""
    first = re.split(r"[:;,]\s", text.rstrip("."))[0]
    first = first if len(first) <= LONGEST_CAVEAT else first[:LONGEST_CAVEAT].rsplit(" ", 1)[0] + "…"
    keep = first[:2].isupper() or first.startswith(names)
    return first if keep else first[:1].lower() + first[1:]
