"""What articles say that is not a number: categories by a source-confusion model (Dawid and Skene 1979), by sources.

For each quantity, side and place one true word, which may have changed: beside a newer claim an older one loses half
its grip every `HALF_LIFE_DAYS`, and the newest fades as the state it speaks of may have passed (`lasts_days`). That
one side holds a place and that the other does not are one question (`_one_question`). A source either knows (with
probability a, learnt over all its categorical claims, prior by its grade) and says the truth, or speaks from its
interest: then it says the words that suit its side, whatever is true.

    P(says k | truth j) = a [j = k] + (1 - a) s_k,    s from the interest and from whom the word serves (`serves`)

Admissions against interest therefore weigh more than boasts. Solved by expectation-maximisation, no randomness.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pyrrhus.claims.claim_words import say_about
from pyrrhus.claims.echo import Origins
from pyrrhus.claims.ledger import SIDES, Claim, Side, Source
from pyrrhus.claims.options import FusionContext, FusionOptions
from pyrrhus.claims.result import EvidenceWarning, Flag, FusedQuantity
from pyrrhus.claims.vocabulary import quantities

HALF_LIFE_DAYS = 45.0
OPPOSITE = {"yes": "no", "no": "yes", "contested": "contested"}
ROUNDS = 30
# what a grade says of the chance that a source knows: mean and worth (in claims) of its Beta prior
KNOWS = {"A": (0.90, 10.0), "B": (0.80, 8.0), "C": (0.70, 6.0), "D": (0.50, 6.0), "E": (0.30, 8.0), "F": (0.62, 3.0)}
CREDIBLE = {"1": 1.25, "2": 1.1, "3": 1.0, "4": 0.8, "5": 0.6, "6": 1.0}
STANCE = {"asserts": 1.0, "denies": 0.9, "doubts": 0.5}
SLANT = 3.0

Item = tuple[str, Side | None, str | None, str]  # quantity, side, place, actor


def slant(quantity: str, side: Side | None, interest: Side | None, words: Sequence[str]) -> dict[str, float]:
    """What a source says that does not know: even for no interest, else `SLANT` to 1 towards what serves its side."""
    row = quantities()[quantity]
    good, bad = row.serves, row.harms
    weight = dict.fromkeys(words, 1.0)
    if interest is not None and side is not None:
        for word in good if interest == side else bad:
            weight[word] = SLANT
        for word in bad if interest == side else good:
            weight[word] = 1.0 / SLANT
    total = sum(weight.values())
    return {word: w / total for word, w in weight.items()}


def fuse_categories(
    claims: Sequence[Claim],
    sources: Mapping[str, Source],
    origins: Origins,
    flags: Sequence[Flag],
    options: FusionOptions,
    context: FusionContext,
    *,
    as_of: date,
) -> tuple[tuple[FusedQuantity, ...], dict[str, float], list[EvidenceWarning]]:
    """Probabilities of the words of every categorical quantity spoken of, as of a date; and who knows, by origin."""
    spoken: dict[Item, list[Claim]] = defaultdict(list)
    asked = {(c.quantity, c.side, c.place) for c in claims}
    claims = [_one_question(c) for c in claims]
    for claim in claims:
        spoken[_item(claim)].append(claim)
    for quantity, side, place in options.wanted:
        if quantity in quantities() and not quantities()[quantity].numeric:
            spoken.setdefault((quantity, "attacker" if quantity == "holds" else side, place, ""), [])
    newest = {item: max((c.period_to or c.said_on for c in said), default=as_of) for item, said in spoken.items()}
    grip = {c.id: _grip(c, newest[_item(c)], origins, flags, options, as_of) for c in claims}
    knows = _prior_knows(claims, sources, origins)
    posterior: dict[Item, dict[str, float]] = {}
    for _ in range(ROUNDS):
        before = dict(posterior)
        for item, said in spoken.items():
            posterior[item] = _truth(item, said, sources, origins, knows, grip)
        _relearn(spoken, posterior, sources, origins, knows, grip)
        if before and max(abs(posterior[i][w] - before[i][w]) for i in posterior for w in posterior[i]) < 1e-9:
            break
    out, warnings = [], []
    for item in sorted(spoken, key=str):
        fused = _fused(item, spoken[item], posterior[item], sources, origins, knows, grip, as_of)
        for side in SIDES if item[0] == "holds" else (item[1],):
            if item[0] != "holds" or (item[0], side, item[2]) in asked or (item[0], side, item[2]) in options.wanted:
                out.append(fused if side == item[1] else _turned(fused))
        if fused.evidence == "none":
            warnings.append(EvidenceWarning("WeakEvidence", f"{say_about(*item, context)}: no claims"))
    return tuple(out), {origin: state[0] for origin, state in sorted(knows.items())}, warnings


def _item(claim: Claim) -> Item:
    """What a claim is about. Ground that a part of a side holds is held by the side."""
    return claim.quantity, claim.side, claim.place, "" if claim.quantity == "holds" else claim.actor


def _one_question(claim: Claim) -> Claim:
    """A claim on whether the defender holds a place, put as whether the attacker does."""
    if claim.quantity != "holds" or claim.side != "defender":
        return claim
    return replace(claim, side="attacker", category=OPPOSITE[claim.category or "contested"])


def _grip(
    claim: Claim, newest: date, origins: Origins, flags: Sequence[Flag], options: FusionOptions, as_of: date
) -> float:
    """How much a claim still counts, 0 to 1: nothing for a copy, half at the half-life, less under a flag."""
    if claim.id in origins.copies:
        return 0.0
    spoken_of = claim.period_to or claim.said_on
    lasts = quantities()[claim.quantity].lasts_days
    older, gone = (newest - spoken_of).days, max((as_of - newest).days, 0)
    grip = 0.5 ** (older / HALF_LIFE_DAYS + gone / lasts) * STANCE[claim.stance]
    if options.use_flags:
        for flag in flags:
            if flag.claim == claim.id:
                grip /= max(flag.widening, 1.0)
    return grip


def _prior_knows(claims: Sequence[Claim], sources: Mapping[str, Source], origins: Origins) -> dict[str, list[float]]:
    """Per origin: probability of knowing now, and the Beta prior's two counts."""
    grades: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for claim in claims:
        origin = origins.source[claim.id]
        grade = claim.reliability if claim.source == origin and claim.reliability != "F" else ""
        if grade not in KNOWS:
            grade = sources[origin].default_reliability if origin in sources else "F"
        grades[origin].append(KNOWS.get(grade, KNOWS["F"]))
    out = {}
    for origin, found in grades.items():
        mean = math.fsum(m for m, _ in found) / len(found)
        worth = math.fsum(n for _, n in found) / len(found)
        out[origin] = [mean, mean * worth, (1 - mean) * worth]
    return out


def _likelihood(claim: Claim, word: str, knows: float, slanted: Mapping[str, float], grip: float) -> float:
    """P(what was said | the truth is `word`), drawn towards even as the claim loses its grip."""
    a = min(0.98, knows * CREDIBLE.get(claim.credibility, 1.0))
    said = claim.category or ""
    if claim.stance == "asserts":
        chance = a * (word == said) + (1 - a) * slanted[said]
    else:
        chance = a * (word != said) / (len(slanted) - 1) + (1 - a) * (1 - slanted[said]) / (len(slanted) - 1)
    return grip * chance + (1 - grip) / len(slanted)


def _truth(item: Item, said: Sequence[Claim], sources, origins: Origins, knows, grip) -> dict[str, float]:
    words = quantities()[item[0]].categories
    log = dict.fromkeys(words, 0.0)
    by_origin: dict[str, int] = defaultdict(int)
    for claim in said:
        by_origin[origins.source[claim.id]] += grip[claim.id] > 0
    for claim in said:
        if grip[claim.id] <= 0:
            continue
        origin = origins.source[claim.id]
        slanted = slant(item[0], item[1], sources[origin].belongs_to if origin in sources else None, words)
        often = 1.0 + 0.5 * (by_origin[origin] - 1)  # one source saying it again and again
        for word in words:
            log[word] += math.log(_likelihood(claim, word, knows[origin][0], slanted, grip[claim.id])) / often
    top = max(log.values())
    weight = {word: math.exp(v - top) for word, v in log.items()}
    total = sum(weight.values())
    return {word: w / total for word, w in weight.items()}


def _relearn(spoken, posterior, sources, origins: Origins, knows, grip) -> None:
    """Move each source's chance of knowing by how often it said what is now thought true."""
    right: dict[str, float] = defaultdict(float)
    tried: dict[str, float] = defaultdict(float)
    for item, said in spoken.items():
        words = quantities()[item[0]].categories
        for claim in said:
            if grip[claim.id] <= 0 or claim.stance != "asserts":
                continue
            origin = origins.source[claim.id]
            a = knows[origin][0]
            slanted = slant(item[0], item[1], sources[origin].belongs_to if origin in sources else None, words)
            known = a / (a + (1 - a) * slanted[claim.category])
            right[origin] += grip[claim.id] * posterior[item][claim.category] * known
            tried[origin] += grip[claim.id]
    for origin, state in knows.items():
        state[0] = (state[1] + right[origin]) / (state[1] + state[2] + tried[origin])


def _turned(fused: FusedQuantity) -> FusedQuantity:
    """The same answer put for the other side."""
    categories = {word: fused.categories[OPPOSITE[word]] for word in fused.categories}
    return replace(fused, side="defender", categories=categories)


def _fused(item: Item, said, probability, sources, origins: Origins, knows, grip, as_of: date) -> FusedQuantity:
    words = quantities()[item[0]].categories
    raw = {}
    for claim in said:
        origin = origins.source[claim.id]
        slanted = slant(item[0], item[1], sources[origin].belongs_to if origin in sources else None, words)
        logs = [math.log(_likelihood(claim, w, knows[origin][0], slanted, grip[claim.id])) for w in words]
        raw[claim.id] = max(logs) - min(logs)
    total = sum(raw.values())
    weights = {
        c: (w / total if total > 0 else 1.0 / len(raw)) for c, w in sorted(raw.items(), key=lambda cw: (-cw[1], cw[0]))
    }
    independent = {origins.source[c.id] for c in said if grip[c.id] > 0.1}
    best = max(probability.values(), default=0.0)
    evidence = "none" if not said else "weak"
    if said and len(independent) >= 2 and best >= 0.8:
        evidence = "strong" if len(independent) >= 3 and best >= 0.9 else "moderate"
    days = [d for c in said for d in (c.period_from or c.said_on, c.period_to or c.said_on)]
    return FusedQuantity(
        item[0],
        item[1],
        item[2],
        min(days, default=None),
        as_of,
        "category",
        {},
        (),
        (),
        tuple(weights),
        weights,
        probability,
        evidence,
        len(independent),
        actor=item[3],
    )  # type: ignore[arg-type]
