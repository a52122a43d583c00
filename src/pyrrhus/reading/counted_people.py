"""Which numbers count people: killed, wounded, captured, lost, gone from a place, or in it."""

from __future__ import annotations

import re

from pyrrhus.reading import lexicons
from pyrrhus.reading.amounts import Amount
from pyrrhus.reading.draft_fields import Counted

DIED = re.compile(
    r"\b(?:killed?|killing|dead|died?|put out of action|hors de combat|accounted for|fallen|cut down|dying|"
    r"deaths?|slain|perished|toll|eliminated|liquidated|neutrali[sz]ed|"
    r"martyrs?|martyred|bodies|corpses|buried|shot dead|executed|massacred|(?:los(?:t|e|ing)|laid down|gave|given) "
    r"(?:their|his|her) (?:own )?li(?:fe|ves)|supreme sacrifice|beheaded|burned alive|drowned|lives lost|"
    r"claimed the lives)\b",
    re.I,
)
HURT = re.compile(
    r"\b(?:wounded|wounding|injured|injuring|hurt|hurting|in hospital|hospitali[sz]ed|injuries|maimed|"
    r"evacuated with wounds|amputees)\b",
    re.I,
)
BOTH_HURT = re.compile(
    r"\b(?:killed|dead),? (?:wounded|injured),? (?:or|and) (?:captured|missing|taken)\b|\b(?:killed|dead|"
    r"died)\s+(?:and|or)\s+(?:wounded|injured)\b|\bwounded\s+(?:and|or)\s+(?:killed|dead)\b",
    re.I,
)
TAKEN = re.compile(
    r"\b(?:captured|capturing|taken prisoner|taking prisoner|in prison|in captivity|prison cages|taken captive|"
    r"surrender\w*|prisoners?|"
    r"laid down (?:their )?arms|(?:being|are|were) held|held by|detained|captives?|captures|gave themselves up|"
    r"taken alive|"
    r"laid down (?:their )?(?:weapons|rifles|guns)|hands of the (?:rebels|enemy|guerrillas|insurgents))\b",
    re.I,
)
LOST = re.compile(r"\b(?:los(?:t|e|es|ing)|loss|losses|casualties|suffered)\b", re.I)
ADJECTIVAL = re.compile(
    r"armou?red|wheeled|tracked|motori[sz]ed|mechani[sz]ed|guided|unmanned|manned|equipped|towed|fortified|masked|hooded",
    re.I,
)
CIVIL = re.compile(r"\b(?:civilian|resident|child|children|inhabitant)", re.I)
MILITARY = re.compile(
    r"\b(?:soldiers?|(?:my|his|our|their|its) men|troops|servicem|fighters?|marines?|militants?|gunm[ae]n|"
    r"rebels?|insurgents?|army['’]s|on "
    r"both sides|regiment|losses|"
    r"battalion|brigade|its own|garrison)\b",
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


def is_bare(own: str) -> bool:
    """Whether a part of a clause has no verb of its own: a participle that only describes a thing is none."""
    return all(ADJECTIVAL.fullmatch(verb[0]) for verb in lexicons.finite_verb().finditer(own))


def harmed_people(quantity: Amount, text: str, own: str, sentence: str) -> Counted | None:
    """Killed, wounded, captured or lost people; None where the number counts none of these."""
    unit, loss = quantity.unit, quantity.noun == "loss"
    civil = quantity.type == "civilians" and (CIVIL.search(own) or not MILITARY.search(text)) and unit != "people"
    if BOTH_HURT.search(own) and not civil:
        return Counted("casualties", "killed and wounded", "casualties")
    if DIED.search(own) and (not loss or unit in ("killed", "deaths")):
        if civil:
            return Counted("civilians", "civilians killed", "civilians_killed")
        return Counted("casualties", unit if unit in ("deaths", "bodies") else "killed", "killed")
    if HURT.search(own) and not loss:
        return Counted("casualties", "wounded", "wounded")
    bare = is_bare(own)
    taken = TAKEN.search(own) or (
        bare and TAKEN.search(sentence) and not LOST.search(sentence) and not DIED.search(sentence)
    )
    if taken and not civil and quantity.type != "civilians":
        return Counted("casualties", "captured", "captured")
    listed = bare and LOST.search(sentence)
    if (LOST.search(own) or listed) and quantity.type != "civilians":
        return Counted("casualties", unit or "casualties", "casualties")
    return None


def people_of_a_place(quantity: Amount, text: str, own: str) -> Counted:
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
