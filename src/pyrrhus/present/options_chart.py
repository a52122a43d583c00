"""Q4: each side's options against what it does now, the recommended first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.present import summary, svg
from pyrrhus.present.figure import Drawing, Figure, Room, fold, make_figure

SIDES = ("defender", "attacker")
Z90 = 1.645
WIDE_LETTER = 8.0  # px of a bold letter, about
ROW = 26.0


@dataclass(frozen=True)
class Option:
    """One policy of a side against what the forecast assumes of the other: its gain, and what comes of it."""

    side: str
    name: str
    assumed: bool
    recommended: bool
    gain: float
    error: float
    tie: bool
    fall: float
    losses: float | None

    @property
    def ends(self) -> tuple[float, float]:
        """The 90 % range of the mean gain."""
        return self.gain - Z90 * self.error, self.gain + Z90 * self.error


def doing(policy: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What a policy does without its side's name: "holds the town"."""
    said, name = str(policy["words"]).rstrip("."), names[policy["side"]]
    return said.removeprefix(f"{name} ")


def _said(policy: Mapping[str, Any] | None) -> str:
    return str(policy["words"]).rstrip(".") if policy else ""


def options_of(document: Mapping[str, Any], side: str) -> list[Option]:
    """A side's policies, the recommended first, then by what they are worth; empty where nothing was compared."""
    found, names = document.get("decisions") or {}, document["sides"]
    own = [p for p in found.get("policies", ()) if p["side"] == side]
    enemy = next((p["id"] for p in found.get("policies", ()) if p["side"] != side and p["assumed"]), None)
    answer = next((a for a in document["answers"] if a["id"] == "Q4"), {"estimates": ()})
    other = next((p for p in found.get("policies", ()) if p["id"] == enemy and p["side"] != side), None)
    losses = {
        e["name"]: e["quantiles"]["0.5"] for e in answer["estimates"] if e.get("side") == side and "quantiles" in e
    }
    as_of = words.as_date(document["as_of"])
    rows = []
    own_now = losses.get(f"casualties: {_said(other)}")
    for policy in own:
        pair = {side: policy["id"], "defender" if side == "attacker" else "attacker": enemy}
        change = next(r for r in found["changes"] if r["side"] == side and all(r[k] == v for k, v in pair.items()))
        fall = next(r["fall"] for r in found["pairs"] if all(r[k] == v for k, v in pair.items()))
        rows.append(
            Option(
                side,
                summary.without_year(doing(policy, names), as_of),
                policy["assumed"],
                bool(policy.get("recommended", change["best"])),
                float(change["mean"]),
                float(change["standard_error"]),
                bool(change["tie"]),
                float(fall),
                losses.get(f"casualties: {_said(policy)}", own_now if policy["assumed"] else None),
            )
        )
    return sorted(rows, key=lambda o: (not o.recommended, not (o.recommended and o.assumed), -o.gain))


def _outranks(option: Option, options: Sequence[Option]) -> bool:
    """Whether an option gains more than those that are recommended, and is not for want of a price."""
    leader = max((o.gain for o in options if o.recommended), default=0.0)
    return not option.recommended and option.gain > leader and not option.tie


def options_figure(document: Mapping[str, Any]) -> Figure | None:
    """The options of both sides that have any; None where nothing was compared."""
    groups = [(side, rows) for side in SIDES if len(rows := options_of(document, side)) > 1]
    if not groups:
        return None
    sides = document["sides"]
    rows = [
        [
            f"{sides[side]}: {o.name}{'*' if _outranks(o, options) else ''}",
            "as assumed" if o.assumed else words.count_words(o.gain),
            words.count_spread(*o.ends),
            words.percent(o.fall),
            "" if o.losses is None else words.count_words(o.losses),
        ]
        for side, options in groups
        for o in options
    ]
    best = "; ".join(
        f"best for {sides[s]}: {' or '.join(o.name for o in rows_ if o.recommended)}" for s, rows_ in groups
    )
    unpriced = any(_outranks(o, options) for _, options in groups for o in options)
    note = "* Not recommended: the order itself has no price in the model." if unpriced else ""
    return make_figure(
        "options",
        "Recommended first: each option against what each side does now",
        "Mark: mean gain. Bar: its 90 % range",
        words.sentence(best) + ".",
        lambda room: _draw(groups, sides, room),
        columns=["Option", "Gain in own casualties", "90 % range", "Falls", "Own losses"],
        rows=rows,
        note=note,
    )


def _draw(groups: Sequence[tuple[str, list[Option]]], sides: Mapping[str, str], room: Room) -> Drawing:
    left, right = room.pick(272.0, 8.0), room.pick(124.0, 92.0)
    ends = [e for _, options in groups for o in options for e in o.ends]
    low, high = min(*ends, 0.0), max(*ends, 1.0)
    pad = 0.06 * (high - low)
    steps = [s for s in svg.round_steps(low, high, 4) if low - pad <= s <= high + pad]
    x = svg.Scale(low - pad, high + pad, left + 12, room.width - right)
    parts: list[Markup] = [
        svg.text(room.width - room.pick(76, 56), 12, "falls", "tick", "end"),
        svg.text(room.width - 2, 12, "own losses" if room.wide else "losses", "tick", "end"),
    ]
    top, tall = 20.0, room.pick(ROW, 2 * ROW - 8)
    lines: list[Markup] = []
    for side, options in groups:
        parts += [
            svg.marker(5, top + 11, side),
            svg.text(16, top + 15, sides[side], "lab b"),
            svg.text(x(0) + 8, top + 15, "better →", "tick"),
        ]
        if x(0) - 60 > 16 + WIDE_LETTER * len(sides[side]):
            parts.append(svg.text(x(0) - 8, top + 15, "← worse", "tick", "end"))
        start = top + 22
        for step in steps:
            lines.append(
                svg.line(x(step), start, x(step), start + tall * len(options), "axis" if step == 0 else "grid")
            )
        for number, option in enumerate(options):
            parts += _row(option, start + tall * number, tall, x, left, room, star=_outranks(option, options))
        top = start + tall * len(options) + 4
    for step in steps:
        label = ("+" if step > 0 else "") + svg.step_words(step)
        if room.wide or step in (steps[0], 0, steps[-1]):
            parts.append(svg.text(x(step), top + 12, label, "tick", "middle"))
    parts.append(svg.text((x.start + x.end) / 2, top + 27, "gain, worth in own casualties", "tick", "middle"))
    bands = [p for p in parts if 'class="rec"' in p]
    return top + 34.0, [*bands, *lines, *(p for p in parts if 'class="rec"' not in p)]


def _row(o: Option, top: float, tall: float, x: svg.Scale, left: float, room: Room, *, star: bool) -> list[Markup]:
    middle = top + (tall / 2 if room.wide else tall - 14)
    label = words.sentence(o.name).replace(" the town", "") + (" (as now)" if o.assumed else "") + ("*" if star else "")
    style = "lab b" if o.recommended else "lab"
    parts = [svg.rect(0, top + 1, room.width, tall - 2, "rec")] if o.recommended else []
    if room.wide:
        rows = fold(label, 40)
        small = style if len(rows) == 1 else f"{style} tight"
        parts += [
            svg.text(left - 2, middle + 4 + 12 * k - 6 * (len(rows) - 1), text, small, "end")
            for k, text in enumerate(rows)
        ]
    else:
        first, *rest = fold(label, 48)
        parts.append(svg.text(4, top + 15, f"{first}…" if rest else first, style + " halo"))
    low, high = (x.clipped(e) for e in o.ends)
    return [
        *parts,
        svg.rect(low, middle - 2, high - low, 4, f"r50 {o.side}"),
        svg.marker(x.clipped(o.gain), middle, o.side),
        svg.text(room.width - room.pick(76, 56), middle + 4, words.percent(o.fall), "num", "end"),
        svg.text(room.width - 2, middle + 4, "" if o.losses is None else words.count_words(o.losses), "num", "end"),
    ]
