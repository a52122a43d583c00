"""What a text says of a place: that it is fought over, or only that somebody speaks, comes or goes there."""

from __future__ import annotations

import re

FOUGHT_BEFORE = re.compile(
    r"\b(?:attack(?:ed|s|ing)?|storm(?:ed|s|ing)?|seiz(?:e|ed|es|ing)|captur(?:e|ed|es|ing)|t(?:ook|ake|aken|aking)|"
    r"re(?:took|take|taken|taking)|recaptur\w+|overr[au]n|shell(?:ed|s|ing)|bomb(?:ed|s|ing|arded)|besieg\w+|"
    r"surround\w*|encircl\w+|liberat\w+|defend(?:ed|ing|s)?|hold(?:s|ing)?|held|los[et]|lost|enter(?:ed|ing)?|raid(?:ed)?|"
    r"(?:fall|fell|falls|battle|siege|fight|struggle|capture|loss|relief|defen[cs]e|garrison|defenders|people|"
    r"inhabitants|residents|centre|center|outskirts|streets|control|bombardment|shelling) (?:of|for|at|in|over|on)|"
    r"(?:assault|attack|offensive|advance|strikes?|raid|march) (?:on|against|upon|at)|"
    r"(?:fighting|fought|fight|clashes|killed|died|trapped|surrounded|shelling|struck|hit) (?:in|at|for|around|"
    r"near|over|"
    r"inside)|in and around|inside|(?:town|city|village|fortress|port) of|displaced from|besieged) "
    r"(?:the )?(?:(?:north|south|east|west)\w* |central )?$",
    re.I,
)
"""What stands before a place that is fought over."""
FOUGHT_BEHIND = re.compile(
    r"^(?:['’]s (?:fall|capture|defenders|garrison|loss|streets)\b|"
    r",? (?:itself|fell|falls|has fallen|will fall|had fallen|is lost|is ours|is theirs|changed hands|changes hands|"
    r"h(?:as|ad|ave) changed hands|was (?:not )?(?:taken|captured|seized|shelled|bombed|attacked|stormed|lost|overrun|"
    r"besieged|surrounded|encircled|evacuated|abandoned|retaken)|(?:has|had) (?:not )?been (?:taken|captured|seized|"
    r"shelled|bombed|attacked|stormed|lost|overrun|besieged|surrounded|encircled|evacuated|abandoned|retaken)|"
    r"(?:is|was) (?:still )?(?:surrounded|encircled|besieged|under (?:fire|siege|attack))|still (?:holds|held|stands)|"
    r"holds out|held out)\b)",
    re.I,
)
"""What stands behind a place that is fought over."""
AWAY_BEFORE = re.compile(
    r"\b(?:(?:road|track|railway|highway|route|way|path|line) (?:to|from|towards?|for)|"
    r"(?:walk|flee|fled|fleeing|mov|remov|retir|retreat|withdr[ae]w|march|driv|drove|travel|escap|evacuat|transfer)\w* "
    r"(?:back )?(?:to|towards?|upon|for|into)|(?:correspondent|man|spokes\w+|diplomat\w*|officials?|"
    r"attach[eé]s?|analysts?|"
    r"embassy|university|headquarters|office|based|monitored|reporters?|traders?|refugees?|"
    r"ministry|government) (?:in|at)|(?:back|up|down) from) (?:the )?$",
    re.I,
)
"""What stands before a place where somebody speaks, whither somebody goes."""
FOUGHT, AWAY = 2.0, 1.5
"""What each mention of these kinds adds to, and takes from, the worth of a place as the one that a text is about."""
REACH = 60


def fought_over(name: str, text: str) -> float:
    """How much speaks for it that a text is about the fight for a place: its mentions in battle, less those by the
    way."""
    worth = 0.0
    for match in re.finditer(rf"\b{re.escape(name)}\b", text):
        before, behind = text[max(0, match.start() - REACH) : match.start()], text[match.end() : match.end() + REACH]
        if FOUGHT_BEFORE.search(before) or FOUGHT_BEHIND.match(behind):
            worth += FOUGHT
        elif AWAY_BEFORE.search(before):
            worth -= AWAY
    return worth
