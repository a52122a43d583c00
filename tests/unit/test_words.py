"""Words for numbers: the likelihood scale and its borders, rounding, dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyrrhus.judge import words

probabilities = st.floats(0, 1)


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (0.0, "less than 1 %"),
        (0.0099, "less than 1 %"),
        (0.01, "almost no chance"),
        (0.0499, "almost no chance"),
        (0.05, "very unlikely"),
        (0.1999, "very unlikely"),
        (0.20, "unlikely"),
        (0.4499, "unlikely"),
        (0.45, "roughly even chance"),
        (0.5, "roughly even chance"),
        (0.55, "roughly even chance"),
        (0.5501, "likely"),
        (0.80, "likely"),
        (0.8001, "very likely"),
        (0.95, "very likely"),
        (0.9501, "almost certain"),
        (0.99, "almost certain"),
        (0.9901, "more than 99 %"),
        (1.0, "more than 99 %"),
    ],
)
def test_the_borders_of_the_scale(probability: float, word: str) -> None:
    assert words.likelihood(probability) == word


def test_floating_dust_does_not_move_a_border() -> None:
    assert 1 - 0.55 < 0.45
    assert words.likelihood(1 - 0.55) == words.likelihood(0.45)


@given(probabilities)
def test_the_word_for_the_opposite_mirrors(probability: float) -> None:
    order = [words.LESS_THAN_ONE, *(word for word, _, _ in words.SCALE), words.MORE_THAN_99]
    here, there = order.index(words.likelihood(probability)), order.index(words.likelihood(1 - probability))
    assert here + there == len(order) - 1


@given(probabilities, probabilities)
def test_a_likelier_thing_never_gets_a_weaker_word(one: float, other: float) -> None:
    order = [words.LESS_THAN_ONE, *(word for word, _, _ in words.SCALE), words.MORE_THAN_99]
    low, high = sorted((one, other))
    assert order.index(words.likelihood(low)) <= order.index(words.likelihood(high))


@pytest.mark.parametrize("wrong", [-0.01, 1.01, float("nan"), float("inf")])
def test_what_is_no_probability_is_refused(wrong: float) -> None:
    for function in (words.likelihood, words.percent, words.publish):
        with pytest.raises(ValueError, match="probability"):
            function(wrong)


def test_published_probabilities_stay_within_half_a_percent_of_certainty() -> None:
    assert words.publish(0.0) == 0.005
    assert words.publish(1.0) == 0.995
    assert words.publish(0.3) == 0.3


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0.005, "<1 %"), (0.01, "1 %"), (0.125, "13 %"), (0.655, "66 %"), (0.99, "99 %"), (0.995, ">99 %")],
)
def test_percent(probability: float, text: str) -> None:
    assert words.percent(probability) == text


def test_word_and_number_together() -> None:
    assert words.likelihood_with_number(0.66) == "likely (66 %)"
    assert words.likelihood_with_number(0.002) == "less than 1 %"
    assert words.chance_of(0.66, "it rains") == "it is likely (66 %) that it rains"
    assert words.chance_of(0.5, "it rains") == "there is a roughly even chance (50 %) that it rains"
    assert words.chance_of(0.02, "it rains") == "there is almost no chance (2 %) that it rains"
    assert words.chance_of(0.999, "it rains") == "it is almost certain (more than 99 %) that it rains"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (23456, "23,000"),
        (1_250_000, "1,200,000"),
        (0.1234, "0.12"),
        (99.6, "100"),
        (995, "1,000"),
        (4.04, "4.0"),
        (0, "0"),
        (-1.52, "−1.5"),
        (-23456, "−23,000"),
        (0.00001, "1.0e-05"),
        (float("nan"), "unknown"),
    ],
)
def test_figures_for_people(value: float, text: str) -> None:
    assert words.rounded(value) == text


@given(st.floats(1e-3, 1e12))
def test_rounding_keeps_within_a_twentieth(value: float) -> None:
    assert float(words.rounded(value).replace(",", "")) == pytest.approx(value, rel=0.0501)


def test_ranges() -> None:
    assert words.spread(14123, 37800) == "14,000–38,000"
    assert words.spread(-900, 5200) == "−900 to 5,200"
    assert words.spread(101, 102) == "100"
    quantiles = {"0.05": 14000, "0.25": 19000, "0.5": 23000, "0.75": 29000, "0.95": 38000}
    assert words.middle_and_range(quantiles, "persons") == "23,000 persons (90 %: 14,000–38,000)"


def test_dates() -> None:
    assert words.date_words("2023-03-01") == "1 March 2023"
    assert words.short_date(date(2023, 3, 1)) == "1 Mar 2023"
    assert words.date_beside("2023-03-31", "2023-01-01") == "31 Mar"
    assert words.date_beside("2024-03-31", "2023-01-01") == "31 Mar 2024"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2023-02-01", "2023-02-28", "February 2023"),
        ("2023-02-06", "2023-02-12", "6–12 February 2023"),
        ("2023-02-06", "2023-02-06", "6 February 2023"),
        ("2022-12-01", "2023-01-31", "1 December 2022 – 31 January 2023"),
        ("2023-01-01", "2023-02-28", "1 January – 28 February 2023"),
        (None, "2023-02-28", "up to 28 February 2023"),
        ("2023-02-28", None, "from 28 February 2023"),
        (None, None, "period not stated"),
    ],
)
def test_periods(first: str | None, last: str | None, text: str) -> None:
    assert words.period_words(first, last) == text


def test_names() -> None:
    assert words.human("area_gained_km2") == "area gained (km²)"
    assert words.human("supply_0_1") == "supply"
    assert words.unit_words("persons/day") == "persons a day"
    assert words.unit_words("1/day") == "per day"
    assert words.unit_words("1/km2") == "per km²"
    assert words.unit_words("1") == ""


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=6).filter(lambda x: sum(x) > 0.01))
def test_parts_of_one_whole_add_up(shares):
    total = sum(shares)
    said = [int(part.removesuffix(" %")) for part in words.parts([s / total for s in shares])]
    assert sum(said) == 100
    assert all(abs(part - 100.0 * s / total) <= 1.0 for part, s in zip(said, shares, strict=True))


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=6).filter(lambda x: sum(x) > 0.01))
def test_the_greatest_of_the_parts_reads_as_it_does_alone(shares):
    chances = [s / sum(shares) for s in shares]
    lead = chances.index(max(chances))
    said, alone = words.parts(chances)[lead], words.percent(chances[lead])
    assert said == alone or alone.startswith(">")
    assert words.parts_in_words(chances)[lead] == words.share_words(chances[lead])


def test_the_ends_of_the_scale_are_written_out_in_sentences():
    assert [words.share_words(p) for p in (0.004, 0.5, 0.996)] == ["less than 1 %", "50 %", "more than 99 %"]
    assert words.parts_in_words([0.996, 0.004]) == ["more than 99 %", "less than 1 %"]


def test_an_amount_is_told_in_two_digits_as_tables_tell_it_and_no_fraction_of_a_person():
    assert words.amount([100.0, 4321.0, 90_000.0]) == "about 4,300 (520 to 81,000)"
    assert words.amount([4000.0, 4321.0, 4700.0], "persons") == "about 4,300 persons (4,000 to 4,700)"
    assert words.amount([0.2, 3.4, 7.9]) == "about 3 (1 to 7)"
    assert words.amount([5.0, 5.0, 5.0]) == "5"
