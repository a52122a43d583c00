"""What a number counts: its type of claim, its unit in words, and its place in the vocabulary of claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyrrhus.reading import kinds, lexicons
from pyrrhus.reading.numbers import Amount, rate_of

DIED = re.compile(
    r"\b(?:killed?|killing|dead|died?|dying|deaths?|slain|perished|toll|eliminated|liquidated|neutrali[sz]ed|"
    r"martyrs?|martyred|bodies|corpses|buried|shot dead|executed|massacred|(?:los(?:t|e|ing)|laid down|gave|given) "
    r"(?:their|his|her) (?:own )?li(?:fe|ves)|supreme sacrifice|beheaded|burned alive|drowned|lives lost|"
    r"claimed the lives)\b",
    re.I,
)
HURT = re.compile(
    r"\b(?:wounded|injured|hurt|in hospital|hospitali[sz]ed|injuries|maimed|evacuated with wounds|amputees)\b", re.I
)
BOTH_HURT = re.compile(
    r"\b(?:killed|dead),? (?:wounded|injured),? (?:or|and) (?:captured|missing|taken)\b|\b(?:killed|dead|"
    r"died)\s+(?:and|or)\s+(?:wounded|injured)\b|\bwounded\s+(?:and|or)\s+(?:killed|dead)\b",
    re.I,
)
TAKEN = re.compile(
    r"\b(?:captured|taken prisoner|in prison|in captivity|prison cages|taken captive|surrender\w*|prisoners?|"
    r"laid down (?:their )?arms|(?:being|are|were) held|held by|detained|captives?|captures|gave themselves up|"
    r"taken alive|"
    r"laid down (?:their )?(?:weapons|rifles|guns)|hands of the (?:rebels|enemy|guerrillas|insurgents))\b",
    re.I,
)
LOST = re.compile(r"\b(?:los(?:t|e|es|ing)|loss|losses|casualties|suffered)\b", re.I)
WRECKED = re.compile(
    r"\b(?:destroy(?:ed|ing|s)?|destruction of|burnt-out|knock(?:ed|ing) out|shot down|shooting down|captur(?:ed|ing)|"
    r"seiz(?:ed|ing)|recovered|taken|took|abandoned|intercepted|downed)\b",
    re.I,
)
HIT = re.compile(
    r"\b(?:hit|struck|burn(?:ed|t)|brought down|wrecked|eliminated|disabled|neutrali[sz]ed|blown up|crippled|sunk|put "
    r"out of action)\b",
    re.I,
)
ARMOURED = re.compile(
    r"\b(?:armou?red|armou?r|combat|fighting|apcs?|ifvs?|afvs?|apvs?|bmps?|btrs?|personnel carriers?)\b", re.I
)
ADJECTIVAL = re.compile(
    r"armou?red|wheeled|tracked|motori[sz]ed|mechani[sz]ed|guided|unmanned|manned|equipped|towed|fortified|masked|hooded",
    re.I,
)
DOWNED = re.compile(r"\b(?:shot|brought|shooting|bringing) down|\bintercepted\b|\bdowned\b", re.I)
WITH_ARMOUR = re.compile(r"\btanks? (?:and|or) (?:other )?(?:\w+ )?(?:armou?red|fighting|combat)", re.I)
LAUNCHERS = re.compile(r"\b(?:MLRS|rocket launchers?|rocket systems?|katyushas?)\b", re.I)
CIVIL = re.compile(r"\b(?:civilian|resident|child|children|inhabitant)", re.I)
MILITARY = re.compile(
    r"\b(?:soldiers?|(?:my|his|our|their|its) men|troops|servicem|fighters?|marines?|militants?|gunm[ae]n|"
    r"rebels?|insurgents?|army['’]s|on "
    r"both sides|regiment|losses|"
    r"battalion|brigade|its own|garrison)\b",
    re.I,
)
PEOPLE_HIT = re.compile(
    r"\b(?:civilians?|market|camp|women|children|school|mosque|church|bakery|fled|fleeing|displaced|residents|"
    r"apartment|in the shelling|by artillery|air ?strikes?|rockets? (?:fell|hit)|neighbou?rs?|"
    r"passers-by|passengers|pedestrians|villagers|shoppers|worshippers|pensioners?|kindergarten|car park|glide bomb)\b",
    re.I,
)
GONE = re.compile(
    r"\b(?:displaced|uprooted|fled|flee|fleeing|evacuat\w+|cross(?:ed|ing) (?:into|the border)|escaped|taken out|took "
    r"out|refugees|abducted|driven|bused out|bussed out|ferried|"
    r"(?:has|have|had) (?:\w+ )?left|left (?:the|for|since|via|[A-Z]\w+)|homeless|stranded)\b",
    re.I,
)
FORMER = re.compile(
    r"\b(?:before the (?:war|fighting|battle|siege|invasion|conflict)|pre-?war|in peacetime|used to|once (?:had|"
    r"home)|"
    r"had a population|up from|down from|at the start of)\b",
    re.I,
)
PRESENT = re.compile(
    r"\b(?:remain\w*|still|left|stay\w*|live|lives|living|trapped|shelter\w*|there|(?:are|is|were) in the "
    r"(?:city|town|enclave)|"
    r"population|thinned|inhabitants|refuse to (?:leave|go)|cut off|besieged|now there are|there are (?:now|"
    r"still))\b",
    re.I,
)
LASTING = re.compile(
    r"\b(?:spent|last(?:s|ed|ing)?|dragged on|(?:been|was|were) (?:\w+ )?\w+ing for|for)\s+(?:\w+\s+){0,3}$", re.I
)
ADDED = re.compile(r"^\W*(?:along with|including|among them|as well as|plus|with)\b", re.I)
MORE = re.compile(r"\b(?:more|others|another)\b", re.I)
RINGED = re.compile(r"\b(?:encircled|surrounded|trapped|cut off)\b", re.I)
MOVING = re.compile(
    r"\b(?:forces|troops|units?|soldiers|men|fighters|rebels|column|patrols?|enemy|advanc\w+|push\w*|moved? (?:up|"
    r"forward)|"
    r"stood|withdrew|retreat\w*|redeploy\w*|f[ea]ll back)\b",
    re.I,
)
"""Words of those who stand at a distance or go it, which then tells of ground held."""
ENOUGH = re.compile(r"\b(?:last|cover|enough|run out|runs out|remain\w*|left|suffic\w+|worth of|exhausted)\b", re.I)
STORES = re.compile(
    r"\b(?:rice|grain|wheat|maize|stocks|provisions|stores?|food|flour|bread|water|medicines?|supplies|stores|fuel|rations)\b",
    re.I,
)
PER_DAY = {
    "killed": "killed_per_day",
    "wounded": "wounded_per_day",
    "captured": "captured_per_day",
    "casualties": "casualties_per_day",
}


@dataclass(frozen=True)
class Counted:
    """Type, unit in words and vocabulary of one number."""

    type: str
    unit: str
    claims_quantity: str | None


def count(
    quantity: Amount, text: str, own: str, sentence: str = "", before: Counted | None = None, *, medical: bool = False
) -> Counted:
    """What a number of a clause counts. `own` is its part of the clause `text`, which stands in `sentence`; `before` is
    the number counted last, which "including 162 officers" or "only 400" goes on with; `medical`: doctors or helpers
    say it."""
    found = _basic(quantity, text, own, sentence or text, before)
    if (
        found.type == "casualties"
        and found.claims_quantity in ("killed", "wounded", "casualties")
        and quantity.unit in ("people", "deaths", "killed", "wounded", "bodies", "residents", "")
        and not MILITARY.search(f"{own} {sentence}")
        and (
            medical
            or quantity.unit in ("people", "residents")
            or PEOPLE_HIT.search(sentence or text)
            or (before is not None and before.type == "civilians" and before.unit != "residents")
        )
    ):
        done = "killed" if found.claims_quantity == "killed" else "wounded"
        found = Counted("civilians", f"civilians {done}", "civilians_killed" if done == "killed" else None)
    per = rate_of(text, quantity)
    if not per or not found.unit or found.type not in ("casualties", "event", "forces"):
        return found
    name = found.claims_quantity or ""
    rated = PER_DAY.get(name, name if name.endswith("_per_day") else None) if per == "day" else None
    return Counted(found.type, f"{found.unit}/{per}", rated)


def goes_on_with(quantity: Amount, own: str, before: Counted | None) -> bool:
    """Whether a number only adds to the one before it: "and dozens of tanks", "including 162 officers"."""
    if before is None:
        return False
    bare = lexicons.verb_in(own) is None and quantity.noun in ("equipment", "people", "units")
    return not quantity.unit or (before.type == "casualties" and (bool(ADDED.match(own)) or bare))


def _going_on(quantity: Amount, own: str, before: Counted | None) -> Counted | None:
    """What a number counts that only adds to the one before it; None where it speaks for itself."""
    if before is None or not goes_on_with(quantity, own, before):
        return None
    if before.type not in ("casualties", "civilians") or any(done.search(own) for done in (DIED, HURT, TAKEN)):
        return None
    if not quantity.unit:
        name = before.claims_quantity
        return Counted(before.type, before.unit.split("/")[0], name.removesuffix("_per_day") if name else None)
    if before.type != "casualties":
        return None
    name = before.claims_quantity if quantity.noun == "people" else _equipment(quantity, own)
    if quantity.noun == "people" and _participle(before.unit) == "lost":
        name = "casualties"
    return Counted("casualties", f"{quantity.unit} {_participle(before.unit)}".strip(), name)


def _basic(quantity: Amount, text: str, own: str, sentence: str, before: Counted | None) -> Counted:
    more = _going_on(quantity, own, before)
    if more is not None:
        return more
    if before is not None and before.type == "civilians" and MORE.search(own) and HURT.search(own):
        return Counted("civilians", "civilians wounded", None)
    weights = kinds.weigh_types(own)
    noun = quantity.noun
    if noun in ("people", "units") and quantity.type == "forces" and RINGED.search(own):
        return Counted("control", quantity.unit, None)
    if noun in ("people", "loss", ""):
        harmed = _harmed(quantity, text, own, sentence)
        if harmed is not None:
            return harmed
    if (
        noun == "equipment"
        and (quantity.type != "event" or DOWNED.search(sentence if _bare(own) else own))
        and (LOST.search(sentence) or _is_wrecked(own) or (_bare(own) and _is_wrecked(sentence)))
    ):
        lost = "lost" if LOST.search(sentence) and not _is_wrecked(own) else "destroyed"
        lost = next((done for done in ("captured", "seized", "shot down", "recovered") if done in own.lower()), lost)
        return Counted("casualties", f"{quantity.written or quantity.unit} {lost}", _equipment(quantity, own))
    if quantity.type == "civilians":
        return _people(quantity, sentence, own)
    return _counted_thing(quantity, text, own, weights)


def _counted_thing(quantity: Amount, text: str, own: str, weights: Mapping[str, float]) -> Counted:
    """What a number counts that is neither people harmed nor people in a place nor equipment lost."""
    noun = quantity.noun
    name = quantity.claims_quantity or None
    if noun == "ways":
        controls = re.search(r"\bcontrol|\bheld|\bcommand", own, re.I)
        return Counted("road", quantity.written or quantity.unit, name if controls else None)
    if noun == "time":
        kind = _time_type(weights, text, quantity)
        if STORES.search(own) and (kind == "civilians" or ENOUGH.search(own)):
            return Counted("civilians", quantity.unit, "supplies_days")
        battle = re.search(r"\b(?:battle|fighting|siege|assault|spent|trying)\b", text, re.I)
        return Counted(kind, quantity.unit, name if kind == "duration" and battle else None)
    if noun == "distance":
        reached = weights["control"] >= 2.5 or MOVING.search(own)
        judged = re.search(r"\b(?:would|could|might)\b", own)
        return Counted("assessment" if judged else "control" if reached else "geography", quantity.unit, None)
    if noun == "share":
        return Counted(
            _heaviest(weights, ("control", "casualties", "civilians", "forces", "event"), "assessment"),
            quantity.unit,
            None,
        )
    if noun == "event":
        if re.search(r"\btimes (?:more|as|the|larger|bigger|higher|fewer)\b", own, re.I):
            return Counted(_heaviest(weights, ("forces", "casualties", "civilians"), "assessment"), "times", None)
        best = _heaviest(weights, ("road", "control", "casualties"), "event")
        return Counted(best if weights[best] >= 2.5 else "event", quantity.written or quantity.unit, None)
    if noun == "ratio":
        kind = _heaviest(weights, ("casualties", "forces"), "forces")
        return Counted(
            kind, quantity.unit, "exchange_ratio_killed" if kind == "casualties" and DIED.search(own) else None
        )
    if noun == "area":
        gained = re.search(
            r"\b(?:seiz|captur|tak(?:en|e|ing)|took|gain|retak|retook|recaptur|liberat|advanc|occup)", own, re.I
        )
        return Counted("control", quantity.unit, "area_gained" if gained else None)
    if noun == "units":
        return Counted("casualties" if LOST.search(own) else "forces", quantity.unit, None)
    if not noun:
        return Counted(_heaviest(weights, ("casualties", "civilians", "forces"), "assessment"), "", None)
    return Counted(quantity.type, quantity.written or quantity.unit, name)


def _bare(own: str) -> bool:
    """Whether a part of a clause has no verb of its own: a participle that only describes a thing is none."""
    return all(ADJECTIVAL.fullmatch(verb[0]) for verb in lexicons.finite_verb().finditer(own))


def _is_wrecked(text: str) -> bool:
    return WRECKED.search(text) is not None or HIT.search(text) is not None


def _equipment(quantity: Amount, own: str) -> str | None:
    """The entry of the vocabulary for equipment lost, where it has one."""
    if LAUNCHERS.search(own[-60:]) and quantity.unit == "vehicles":
        return "guns_lost"
    if quantity.unit == "vehicles" or (quantity.unit == "tanks" and WITH_ARMOUR.search(own)):
        return "armoured_vehicles_lost" if ARMOURED.search(own) else None
    return {"tanks": "tanks_lost", "guns": "guns_lost"}.get(quantity.unit)


def _harmed(quantity: Amount, text: str, own: str, sentence: str) -> Counted | None:
    """Killed, wounded, captured or lost people; None where the number counts none of these."""
    unit, loss = quantity.unit, quantity.noun == "loss"
    civil = quantity.type == "civilians" and (CIVIL.search(own) or not MILITARY.search(text)) and unit != "people"
    if BOTH_HURT.search(own) and not civil:
        return Counted("casualties", "killed and wounded", "casualties")
    if DIED.search(own) and (not loss or unit in ("killed", "deaths")):
        if civil:
            return Counted("civilians", "civilians killed", "civilians_killed")
        return Counted("casualties", "deaths" if unit == "deaths" else "killed", "killed")
    if HURT.search(own) and not loss:
        return Counted("casualties", "wounded", "wounded")
    bare = _bare(own)
    taken = TAKEN.search(own) or (
        bare and TAKEN.search(sentence) and not LOST.search(sentence) and not DIED.search(sentence)
    )
    if taken and not civil and quantity.type != "civilians":
        return Counted("casualties", "captured", "captured")
    listed = bare and LOST.search(sentence)
    if (LOST.search(own) or listed) and quantity.type != "civilians":
        return Counted("casualties", unit or "casualties", "casualties")
    return None


def _people(quantity: Amount, text: str, own: str) -> Counted:
    """People in or gone from a place: those displaced and those of before the war are not those who remain."""
    unit, name = quantity.written or quantity.unit, quantity.claims_quantity or None
    gone = GONE.search(own)
    if gone and not re.search(r"\bremain|\bstay|\bstill\b|\b(?:are|is) in the (?:city|town)", own, re.I):
        named = unit if unit in ("refugees", "families", "households") else f"{unit} {gone[0].lower().split()[0]}"
        left = "civilians_displaced" if quantity.claims_quantity == "civilians_remaining" else None
        return Counted("civilians", named, left)
    if FORMER.search(own):
        return Counted("civilians", unit, None)
    if name is None or not PRESENT.search(text):
        return Counted("civilians", unit, None)
    return Counted("civilians", f"{unit} present" if unit in ("civilians", "children") else unit, name)


def _participle(unit: str) -> str:
    return "captured" if "captured" in unit else "killed" if "killed" in unit or unit == "deaths" else "lost"


def _time_type(weights: Mapping[str, float], text: str, quantity: Amount) -> str:
    if LASTING.search(text[: quantity.start]) and (
        re.search(r"\bspent|\blast", text, re.I) or re.search(r"\w+ing for\b|\b(?:siege|battle|war)\b", text, re.I)
    ):
        return "duration"
    best = _heaviest(weights, [name for name in kinds.TYPES if name not in ("duration", "assessment")], "duration")
    return best if weights[best] >= 2.5 else "duration"


def _heaviest(weights: Mapping[str, float], names: tuple[str, ...] | list[str], otherwise: str) -> str:
    best = max(names, key=lambda name: weights[name])
    return best if weights[best] > 0 else otherwise
