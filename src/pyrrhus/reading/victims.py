"""Whose losses: the side of the killed, wounded, captured and destroyed, which is never that of the subject of *kill*.

Asked in this order: what the counted noun says of itself ("30 Houthi fighters", "four of its servicemen"), who lost,
suffered or buried, whom the verb struck, by whom it was done; else the side stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pyrrhus.reading.amounts import Amount
from pyrrhus.reading.sides import ENEMY, SideFinder, is_state

Mention = tuple[int, int, str]

KILLS = re.compile(
    r"\b(?:kill(?:ed|ing|s)?|wound(?:ed|ing)|captur(?:ed|ing|es)|destroy(?:ed|ing|s)|eliminat(?:ed|ing|es)|"
    r"neutrali[sz](?:ed|ing)|inflict(?:ed|ing|s)?|shot down|shooting down|knock(?:ed|ing) out|down(?:ed|ing)|"
    r"hit(?:ting)?|struck|annihilat(?:ed|ing)|wip(?:ed|ing) out|liquidat(?:ed|ing)|damag(?:ed|ing)|"
    r"t(?:ook|aking)(?= (?:\S+ ){0,4}prisoner)|decimat(?:ed|ing)|slaughter(?:ed|ing)|repelled)\b",
    re.I,
)
LOSES = re.compile(
    r"\b(?:los(?:t|es|e|ing)|suffer(?:ed|s|ing)?|sustain(?:ed|s)|bur(?:ied|ying)|mourn\w*|taken(?= (?:heavy|"
    r"terrible))|bled|"
    r"paid|surrender(?:ed|ing|s)?|laid down)\b",
    re.I,
)
LOSS_NOUN = re.compile(
    r"\b(?:loss(?:es)?|casualt(?:y|ies)|dead|deaths?|wounded|toll|price|cost|fatalit\w+|prisoners|victims|killed)\b",
    re.I,
)
PASSIVE = re.compile(
    r"\b(?:were|was|been|be|are|is|being)\s+(?:(?!not\b)\w+\s+)?(?:killed|wounded|captured|taken|destroyed|hit|"
    r"shot down|eliminated|"
    r"annihilated|wiped out|knocked out|buried|injured|damaged|lost|slaughtered|brought down)\b",
    re.I,
)
DIES = re.compile(r"\b(?:died|die|dying|dead|fell|perished|missing|in hospital|wounded)\b", re.I)
OWN_NOUN = re.compile(r"\b(?:its|his|her|their|our|my)\s+(?:own\s+|best\s+|\w+\s+)?", re.I)
OWN_PEOPLE = re.compile(
    r"\b(?:of|with|among|for)\s+(?:its|his|her|their|our|my|us)\b|\b(?:its|his|her|their|our|my)\s+(?:\w+\s+){0,2}?"
    r"(?:forces|troops|men|soldiers|servicemen|fighters|army|battalion|brigade|company|regiment|unit|losses|dead|"
    r"casualties|wounded|guys|comrades|compatriots|countrymen|total|side)\b",
    re.I,
)
HOSTILE = re.compile(r"\b(?:attackers?|invaders?|occupiers?|terrorists?|enem(?:y|ies))\b", re.I)
BY = re.compile(r"\b(?:by|at the hands of|from|in)\s+(?:the\s+)?(?:\w+\s+)?$", re.I)
HELD = re.compile(r"\b(?:prisoners?|captives?|hostages?)\b", re.I)
WRECKED = re.compile(r"\b(?:destroyed|shot down|eliminated|neutrali[sz]ed|annihilated|downed|knocked out|hit)\b", re.I)
YIELDS = re.compile(r"\b(?:surrender(?:ed|ing)?|laid down|gave themselves up|deserted|defected)\b", re.I)
BOTH = re.compile(r"\bboth sides\b|\b(?:each|either) side\b|\ball sides\b|\bthe two (?:sides|armies)\b", re.I)


@dataclass(frozen=True)
class Scene:
    """A clause of losses with those it names. `own` is the speaker's side, `subject` whom the text spoke of last;
    `counted` is where the number and its noun stand; `before` whose losses the clause before counted; `plural`: more
    than one speak."""

    text: str
    found: list[Mention]
    own: str | None
    subject: str | None
    speech: bool
    narrated: bool
    counted: tuple[int, int] | None = None
    before: str | None = None
    plural: bool = False


def loser(sides: SideFinder, scene: Scene) -> tuple[str | None, str]:
    """Whose losses a clause speaks of, None where it cannot be known, and how that was found."""
    if BOTH.search(scene.text) or _joined(scene):
        return None, "both"
    for ask in (_noun_itself, _who_lost, _whom_the_verb_struck, _by_whom):
        answer = ask(sides, scene)
        if answer is not None:
            return answer or None, ask.__name__.strip("_").replace("_", " ")
    return _last_resort(sides, scene), "last resort"


def scene_of(
    text: str,
    quantity: Amount | None,
    find: Callable[[str], list[Mention]],
    *,
    own: str | None,
    subject: str | None,
    speech: bool,
    narrated: bool,
    before: str | None = None,
    plural: bool = False,
) -> Scene:
    """The scene of a clause, with the noun that its number counts."""
    counted = None
    if quantity is not None:
        rest = re.match(r"(?:\s+(?:of|from)\s+(?:the\s+)?(?:[\w’'-]+\s+){0,2}[\w’'-]+)?", text[quantity.end :])
        counted = (quantity.start, quantity.end + (rest.end() if rest else 0))
    return Scene(text, find(text), own, subject, speech, narrated, counted, before, plural)


def _joined(scene: Scene) -> bool:
    """ "Ukrainian and Russian forces": both."""
    found = scene.found
    return (
        len(found) >= 2
        and found[0][2] != found[1][2]
        and bool(re.fullmatch(r"\s+and\s+", scene.text[found[0][1] : found[1][0]]))
    )


def _noun_itself(sides: SideFinder, scene: Scene) -> str | None:
    """The side in the counted noun phrase, or that of its "our" and "its"."""
    if scene.counted is None:
        return None
    start, end = scene.counted
    inside = [code for a, b, code in scene.found if a >= start and b <= end + 1]
    if inside:
        return inside[0]
    phrase = scene.text[start:end]
    if HELD.search(phrase) and not YIELDS.search(scene.text) and not PASSIVE.search(scene.text):
        holder = [code for a, _, code in scene.found if a < start]
        mine = re.search(r"\b(?:we|our|us|its|his|my|it)\b", scene.text[:start], re.I)
        return sides.other(holder[-1] if holder else scene.own if mine or not scene.found else None) or ""
    if HOSTILE.search(phrase):
        return sides.other(scene.own) if scene.own else sides.attacker if "attack" in phrase else ""
    rival = [code for _, _, code in scene.found if not is_state(code)]
    if sides.government and rival and scene.counted[1] and SOLDIERS.search(phrase) and "of" not in phrase.split():
        other = [code for a, b, code in scene.found if a < start and is_state(code)]
        if not other and not KILLS.search(scene.text[:start]):
            return sides.government
    if OWN_NOUN.search(phrase) or OWN_PEOPLE.search(phrase):
        return _owner(sides, scene, start)
    return None


def _owner(sides: SideFinder, scene: Scene, position: int) -> str | None:
    """Whom "its", "our" and "their" means: the speaker's side in his own words, else who was named before."""
    before = [code for a, _, code in scene.found if a < position]
    near = scene.text[max(0, position - 24) : position + 40]
    if re.search(r"\b(?:our|my|us|we)\b", near, re.I):
        return scene.own
    if scene.plural and re.search(r"\b(?:its|his|her)\b", near) and not re.search(r"\bown\b", near):
        return before[-1] if before else scene.subject
    if scene.own and not scene.narrated and not (scene.speech and re.search(r"\b(?:their|its)\b", scene.text, re.I)):
        return scene.own
    if scene.speech and scene.own:
        return sides.other(scene.own)
    if not scene.narrated and not before and not scene.own and not scene.speech:
        return None  # a speaker's own, and nobody knows whose he is
    return before[-1] if before else scene.subject


def _who_lost(sides: SideFinder, scene: Scene) -> str | None:
    """The subject of *lose* and *suffer*, or whose *losses* and *dead* they are called."""
    text = scene.text
    verb = LOSES.search(text)
    if verb:
        before = [m for m in scene.found if m[1] <= verb.start() and not BY.search(text[: m[0]])]
        if before:
            return before[-1][2]
        if OWN_PEOPLE.search(text[: verb.start()]) or re.match(r"\W*(?:it|they|he|we|I)\b", text, re.I):
            return _owner(sides, scene, verb.start())
        behind = [m for m in scene.found if m[0] >= verb.end()]
        if behind and verb[0].lower().startswith(("los", "suffer", "surrender", "laid")):
            return behind[0][2]
        enemy = ENEMY.search(text[: verb.start()])
        if enemy and scene.own:
            return sides.other(scene.own)
        if not text[: verb.start()].strip():
            return scene.subject or ""
        if YIELDS.search(text) and scene.own:
            return sides.other(scene.own) or ""  # nobody announces that his own gave up
    noun = LOSS_NOUN.search(text)
    if noun and not KILLS.search(text[: noun.start()]):
        near = [m for m in scene.found if re.fullmatch(r"(?:['’]s?)?\s+(?:\w+\s+){0,2}", text[m[1] : noun.start()])]
        near += [
            m
            for m in scene.found
            if re.fullmatch(
                r"(?: (?:\w+ )?)?(?:for|among|of|to|by|in)\s+(?:the\s+)?(?:\w+\s+)?", text[noun.end() : m[0]]
            )
        ]
        if near and not re.fullmatch(r"killed|wounded", noun[0], re.I):
            return near[0][2]
        if (
            ENEMY.search(text[max(0, noun.start() - 16) : noun.start()] + text[noun.end() : noun.end() + 16])
            and scene.own
        ):
            return sides.other(scene.own)
        done = re.fullmatch(r"killed|wounded", noun[0], re.I)
        if not done and OWN_PEOPLE.search(text[max(0, noun.start() - 24) : noun.end()]):
            return _owner(sides, scene, noun.start())
    return None


def _whom_the_verb_struck(sides: SideFinder, scene: Scene) -> str | None:
    """Of an active verb the object, else the opponent of its subject."""
    text = scene.text
    verb = KILLS.search(text)
    if verb is None or (PASSIVE.search(text) and PASSIVE.search(text).end() >= verb.start()):  # type: ignore[union-attr]
        return None
    if scene.counted is not None and scene.counted[1] <= verb.start():
        return None  # "34 killed": a participle behind its noun
    behind = [m for m in scene.found if m[0] >= verb.end() and not BY.search(text[verb.end() : m[0]])]
    before = [m for m in scene.found if m[1] <= verb.start()]
    if behind and not (before and behind[0][2] == before[-1][2]):
        return behind[0][2]
    if ENEMY.search(text[verb.end() :]) and scene.own:
        return sides.other(scene.own)
    if before:
        return sides.other(before[-1][2]) or ""
    if re.search(r"\b(?:we|our|us|its|his|their|it|they|he|my)\b", text[: verb.start()], re.I):
        actor = _owner(sides, scene, verb.start())
        return sides.other(actor) or ""
    if not text[: verb.start()].strip(" ,"):
        return scene.before or sides.other(scene.subject or scene.own) or ""
    return None


def _by_whom(sides: SideFinder, scene: Scene) -> str | None:
    """Of a passive verb its subject, else the opponent of its agent."""
    text = scene.text
    verb = PASSIVE.search(text) or DIES.search(text)
    if verb is None:
        return None
    agents = [m for m in scene.found if re.search(r"\bby\s+(?:the\s+)?(?:\w+\s+){0,2}$", text[: m[0]])]
    victims = [m for m in scene.found if m not in agents and m[1] <= verb.start() and not BY.search(text[: m[0]])]
    if victims:
        return victims[-1][2]
    if agents:
        return sides.other(agents[0][2]) or ""
    if ENEMY.search(text[: verb.start()]) and scene.own:
        return sides.other(scene.own)
    if scene.own and not scene.narrated and not scene.speech and WRECKED.search(text) and not OWN_NOUN.search(text):
        return sides.other(scene.own)  # what an army counts as destroyed is the other's
    return None


def _last_resort(sides: SideFinder, scene: Scene) -> str | None:
    text = scene.text
    if ENEMY.search(text) and scene.own:
        return sides.other(scene.own)
    if re.search(r"\b(?:we|our|us)\b", text, re.I) or OWN_PEOPLE.search(text):
        return _owner(sides, scene, len(text))
    codes = {code for _, _, code in scene.found}
    if len(codes) == 1 and not KILLS.search(text):
        return codes.pop()
    if (
        scene.counted is not None
        and scene.own in sides.involved
        and not scene.speech
        and SOLDIERS.search(text[slice(*scene.counted)])
    ):
        return scene.own  # an army that counts "five soldiers" and no enemy's counts its own
    if not scene.found and re.match(
        r"\W*(?:(?:only|just|fewer than|more than|about|some|nearly|over)\s+)?(?:\d|[a-z]+ (?:dead|killed))", text
    ):
        return scene.subject if scene.narrated else None
    return None


SOLDIERS = re.compile(r"\b(?:soldiers?|servicem[ae]n|troops|marines?|servicewom[ae]n|personnel)\b", re.I)
