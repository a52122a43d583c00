"""A partner has an interest in the enemy's losses and none of its own in its friend's."""

from __future__ import annotations

from datetime import date

import pytest

from pyrrhus.claims.fuse import fuse
from pyrrhus.claims.ledger import Source
from pyrrhus.claims.priors import relation_to
from support.planted import make_claim


def source(kind: str, interest: str | None) -> Source:
    return Source("x", "X", kind, interest, "C")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "interest", "of_attacker", "of_defender"),
    [
        ("ministry", "defender", "enemy", "own"),
        ("partner", "defender", "enemy", "third"),
        ("partner", "attacker", "third", "enemy"),
        ("partner", None, "third", "third"),
        ("think_tank", None, "third", "third"),
    ],
)
def test_whose_losses_a_source_speaks_of(kind: str, interest: str | None, of_attacker: str, of_defender: str) -> None:
    spoken = source(kind, interest)
    assert (relation_to(spoken, "attacker"), relation_to(spoken, "defender")) == (of_attacker, of_defender)
    assert relation_to(spoken, None) == relation_to(None, "attacker") == "third"


def test_a_partner_does_not_speak_for_its_friend() -> None:
    assert source("partner", "defender").belongs_to is None
    assert source("ministry", "defender").belongs_to == "defender"


def test_a_partners_figure_for_the_enemy_is_read_as_inflated() -> None:
    dead = []
    for kind in ("partner", "agency"):
        people = {"x": source(kind, "defender" if kind == "partner" else None)}
        claim = make_claim("c", side="attacker", value=100.0, source="x")
        found = fuse([claim], people, as_of=date(2000, 2, 1)).find("killed_per_day", "attacker", "town")
        assert found is not None
        dead.append(found.quantiles[0.5])
    assert dead[0] < 0.95 * dead[1]
