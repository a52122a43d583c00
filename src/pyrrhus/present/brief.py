"""The brief: two pages of Markdown for who reads no more, which any converter turns into a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pyrrhus.judge import words
from pyrrhus.judge.agreement import verb_for
from pyrrhus.present import summary
from pyrrhus.present.judgement import caveats

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

LADDER = 4
MOST_WARNINGS = 4
MARKS = re.compile(r"([\\`*_{}\[\]<>#|])")


def render_brief(findings: Findings) -> str:
    """The brief as Markdown: each question in a paragraph with its confidence and what would change it."""
    document = findings.document
    end = summary.horizon_end(document)
    lines = [
        f"# {plain(findings.title)}",
        "",
        f"As it stood on {words.date_words(document['as_of'])}, looking to {words.date_words(end)}. "
        f"{words.sentence(', '.join(_at_war(document)))}.",
        "",
        f"**{plain(summary.bottom_line(document))}**",
        "",
        f"*Falls* means: {plain(summary.event_means(document))}",
        "",
        *_ladder(document),
    ]
    for answer in document["answers"]:
        lines += [f"## {plain(answer['question'])}", "", plain(answer["answer"]), "", _beneath(answer), ""]
    warned = document["warnings"]
    always = [text for text in caveats(document)["full"] if text not in warned]
    if warned or always:
        rest = len(warned) - MOST_WARNINGS
        lines += ["## Before you rely on it", ""]
        lines += [f"- {plain(text)}" for text in (*warned[:MOST_WARNINGS], *always)]
        lines += [f"- and {words.counted(rest, 'other warning')}, in the report"] if rest > 0 else []
        lines.append("")
    lines.append(
        f"Pyrrhus {plain(document['version'])}; {words.whole(document['draws'])} simulated campaigns, seed "
        f"{document['seed']}, {words.counted(len(findings.claims), 'claim')}. Likelihoods are in the words of ICD 203."
    )
    return "\n".join(lines) + "\n"


def _at_war(document: dict[str, Any]) -> list[str]:
    """What each side does, by its name."""
    doing = {"attacker": "attacks", "defender": "defends"}
    return [
        f"{plain(document['sides'][side])} {verb_for(document['sides'][side], verb)}" for side, verb in doing.items()
    ]


def _ladder(document: dict[str, Any]) -> list[str]:
    """The chance of the fall by a few dates, as a table."""
    days = summary.checkpoints(document)[-LADDER:]
    heads = " | ".join(words.date_words(day) for day in days)
    chances = [summary.probability_by(summary.headline_curve(document), day) for day in days]
    values = " | ".join(f"{words.percent(p)}, {words.likelihood(p)}" for p in chances)
    return [f"| falls by | {heads} |", f"|---|{'---|' * len(days)}", f"| | {values} |", ""]


def _beneath(answer: dict[str, Any]) -> str:
    said = [f"Confidence {answer['confidence']}", "scored" if answer["scored"] else "not scored"]
    would = answer.get("would_change", "")
    return f"*{', '.join(said)}.*" + (f" What would change it: {plain(would)}" if would else "")


def plain(text: object) -> str:
    """Text with the signs of Markdown taken as they are, on one line."""
    return MARKS.sub(r"\\\1", " ".join(str(text).split()))
