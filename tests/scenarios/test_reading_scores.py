"""How well articles are read: not worse than it is, on annotated articles that were invented for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reading import match, read_folder, score

HERE = Path(__file__).parent


@pytest.mark.parametrize(("folder", "recall", "recall_numeric", "precision"), [
    ("articles", 0.85, 0.85, 0.85),
    ("articles_later", 0.75, 0.80, 0.85),
])  # fmt: skip
def test_enough_of_what_a_reader_finds_is_drafted(
    folder: str, recall: float, recall_numeric: float, precision: float
) -> None:
    found = score(read_folder(HERE / folder, told=True))
    assert found.recall >= recall
    assert found.recall_numeric >= recall_numeric
    assert found.precision >= precision
    for name in ("speaker", "outlet", "said_on", "quantity", "stance"):
        accuracy = found.accuracy(name)
        assert accuracy is not None
        assert accuracy >= 0.85, name


def test_without_outlet_and_day_nothing_is_made_up() -> None:
    for gold, drafts in read_folder(HERE / "articles", told=False).values():
        assert gold
        # no article of the set states its year, so that no day of the week can be resolved
        assert all(
            draft["said_on"] is None or len(draft["said_on"]) < 10 or draft["said_on"][:4] in ("1991", "2022")
            for draft in drafts
        )
        assert [draft for draft in drafts if draft["said_on"] is None] != []


def test_matching_is_one_to_one_and_needs_half_of_the_shorter() -> None:
    def row(start: int, end: int, **more: object) -> dict[str, object]:
        return {
            "start": start,
            "end": end,
            "quantity": None,
            "lower": None,
            "upper": None,
            "subject_side": "none",
            "side": "none",
            "low": None,
            "high": None,
            **more,
        }

    assert match([row(0, 10)], [row(0, 10), row(2, 9)]) == [(0, 0)]
    assert match([row(0, 10)], [row(7, 30)]) == []
    assert match([], [row(0, 1)]) == []
    opposite = [row(0, 10, quantity=5, subject_side="A"), row(0, 10, quantity=5, subject_side="B")]
    drafts = [row(0, 10, quantity=5, side="B"), row(0, 10, quantity=5, side="A")]
    assert sorted(match(opposite, drafts)) == [(0, 1), (1, 0)]
