"""How well articles are read: not worse than it is, on annotated articles that were invented for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.benches import bench, from_bench

read_folder = bench("reading").read_folder
Row, compare, match, same_side, same_unit, score = from_bench(
    "reading_score", "Row compare match same_side same_unit score"
)


HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("folder", "recall", "precision", "numeric"),
    [
        ("articles", 0.78, 0.78, 0.80),
        ("articles_later", 0.70, 0.75, 0.85),
        ("articles_other_wars", 0.80, 0.85, 0.82),
    ],
)
def test_enough_of_what_a_reader_finds_is_drafted_and_of_the_right_type(
    folder: str, recall: float, precision: float, numeric: float
) -> None:
    found = score(read_folder(HERE / folder, told=True))
    assert found.strict_recall >= recall
    assert found.strict_precision >= precision
    assert found.strict_numeric >= numeric * found.gold_numeric
    for name in ("speaker", "outlet", "said_on", "number", "stance", "side"):
        accuracy = found.accuracy(name)
        assert accuracy is not None
        assert accuracy >= 0.82, name


def test_flags_stand_where_fields_are_wrong() -> None:
    right, wrong, flagged_right, flagged_wrong = 0, 0, 0, 0
    for folder in ("articles", "articles_later", "articles_other_wars"):
        for gold, drafts in read_folder(HERE / folder, told=True).values():
            for i, j in match(gold, drafts):
                for name, fine in compare(gold[i], drafts[j]).items():
                    if name in ("type", "side", "speaker", "place"):
                        flagged = name in drafts[j]["check"]
                        right, wrong = right + fine, wrong + (not fine)
                        flagged_right, flagged_wrong = (
                            flagged_right + (fine and flagged),
                            flagged_wrong + (not fine and flagged),
                        )
    assert flagged_wrong / wrong > 2 * flagged_right / right


def test_without_outlet_and_day_nothing_is_made_up() -> None:
    for gold, drafts in read_folder(HERE / "articles", told=False).values():
        assert gold
        # no article of the set states its year, so that no day of the week can be resolved
        assert all(
            draft["said_on"] is None or len(draft["said_on"]) < 10 or draft["said_on"][:4] in ("1991", "2022")
            for draft in drafts
        )
        assert [draft for draft in drafts if draft["said_on"] is None] != []


def test_sets_that_say_doubted_and_at_most_are_scored_in_the_words_of_drafts() -> None:
    rows = [row for rows in bench("reading").annotated_claims(HERE / "articles_sixth").values() for row in rows]
    assert {row["stance"] for row in rows} == {"asserted", "denied", "uncertain"}
    assert {row["hedge"] for row in rows} - {None} <= {"exactly", "about", "at_least", "up_to", "between"}


def test_a_set_is_left_out_whole_and_invented_clauses_never() -> None:
    set_of, sets_of = from_bench("reading_fit_claims", "set_of sets_of")
    assert set_of("articles_sixth/a.txt") == "articles_sixth"
    assert sets_of(["one/a.txt", "one/b.txt", "two/a.txt", "clause"]) == ["one", "two"]


def row(start: int, end: int, **more: object) -> Row:
    empty = {
        "quantity": None,
        "lower": None,
        "upper": None,
        "subject_side": "none",
        "side": "none",
        "low": None,
        "high": None,
        "type": "event",
    }
    return {"start": start, "end": end, **empty, **more}


def test_matching_is_one_to_one_and_needs_half_of_the_shorter() -> None:
    assert match([row(0, 10)], [row(0, 10), row(2, 9)]) == [(0, 0)]
    assert match([row(0, 10)], [row(7, 30)]) == []
    assert match([], [row(0, 1)]) == []
    opposite = [row(0, 10, quantity=5, subject_side="A"), row(0, 10, quantity=5, subject_side="B")]
    drafts = [row(0, 10, quantity=5, side="B"), row(0, 10, quantity=5, side="A")]
    assert sorted(match(opposite, drafts)) == [(0, 1), (1, 0)]


def test_a_span_of_another_type_counts_for_spans_and_not_strictly() -> None:
    full = {
        "speaker": "article",
        "outlet": None,
        "said_on": None,
        "place": None,
        "unit": None,
        "stance": "asserted",
        "hedge": None,
        "claims_quantity": None,
        "check": [],
    }
    gold = [row(0, 10, **full), row(20, 30, **full)]
    drafts = [row(0, 10, **full), row(20, 30, **{**full, "type": "intent"})]
    found = score({"one": (gold, drafts)})
    assert (found.recall, found.strict_recall, found.strict_precision) == (1.0, 0.5, 0.5)


@pytest.mark.parametrize(("gold", "draft", "same"), [
    ("killed/day", "killed/day", True), ("killed/day", "killed", False), ("inhabitants", "residents", True),
    ("tanks destroyed", "lorries", False), ("prisoners", "captured", True), ("killed", "killed and wounded", False),
])  # fmt: skip
def test_units_are_the_same_where_they_count_the_same(gold: str, draft: str, same: bool) -> None:
    assert same_unit(gold, draft) is same


def test_sides_are_codes_or_names_that_share_a_word() -> None:
    assert same_side("rebels", "rebels")
    assert same_side("Kord company", "Kord")
    assert not same_side("RU", "UA")
    assert not same_side("none", "RU")
