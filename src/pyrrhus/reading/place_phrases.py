"""Phrases in which a place stands: behind words of place, before what happens to towns, at the head of a post."""

from __future__ import annotations

import re
from functools import cache

from pyrrhus.reading import lexicons

DISTRICT = "district|quarter|neighbourhood|neighborhood|suburb|settlement"
WORD = r"[A-Z][a-zà-žA-Z’'-]+"
_JOINT = (
    r"(?:[ -](?:al|el|ad|ar|as|ash|az|an|na|nad|de|la|le|du|di|del|sur|am|ben|abu|umm)(?=[ -][A-Z])|-(?:on|"
    r"upon)(?=-[A-Z]))?"
)
NAME = rf"{WORD}(?:{_JOINT}[ -]{WORD}){{0,2}}(?![\w])"
_SETTLED = "township|town|locality|municipality|commune|village|city|district|sector|front|direction|axis"
TITLE = re.compile(
    rf"[^\w\n]*({NAME})(?=[^\n]{{0,50}}\n)(?=(?:[.,:] |[ ,:-]+(?:day|evening|morning|night|noon|update|"
    rf"situation|latest|live|\d)|"
    rf"\n)[^\n]{{0,50}}\n)"
)
LABEL = re.compile(rf"^\W*({NAME})(?: (?:{_SETTLED}))?: ", re.M)
"""A place before a colon at the head of a paragraph of a bulletin."""
_NOT_AFTER = r"(?!\s+(?:said|says|told|added|wrote|Brigade|Regiment|Ministry|Institute|Council|Group|magazine|News)\b)"


@cache
def words_of_place(kind: str) -> str:
    """The words of a kind of place as alternatives of a pattern."""
    return lexicons.alternatives(
        w for row in lexicons.table("place_words") if row["kind"] == kind for w in row["words"].split()
    )


@cache
def place_expressions() -> tuple[re.Pattern[str], ...]:
    """Patterns whose group is the name of a place, in the order of their weights in `named_places`."""
    before, kinds = (
        words_of_place("before"),
        f"{words_of_place('settlement')}|{words_of_place('region')}|{words_of_place('water')}",
    )
    directions = words_of_place("direction")
    return (
        re.compile(
            rf"\b(?i:{kinds}|hub|junction|airport|airfield|outpost|enclave|plain|island|heights) of "
            rf"({NAME})"
        ),
        re.compile(
            rf"\b(?i:battle|fight|struggle|siege|fall|capture|defen[cs]e|outskirts|centre|center|"
            rf"suburbs|ruins) (?:for|of|over|in) "
            rf"(?:the )?({NAME}){_NOT_AFTER}"
        ),
        re.compile(rf"\b(?i:{before}) (?:the )?(?:(?i:{directions}) )?({NAME}){_NOT_AFTER}"),
        re.compile(
            rf"\b(?i:assault|attack|advance|offensive|march|bombardment|strikes?|shelling|control|recapture|seizure|"
            rf"part|half|thirds?|quarters?|heart|edge|entrance|defenders|streets|mayor|residents|people|most|all|"
            rf"rest) "
            rf"(?:on|upon|against|towards?|of) (?:the )?({NAME}){_NOT_AFTER}"
        ),
        re.compile(rf"\bon ({NAME})(?= (?:on|since|in|at|yesterday|last|this|and)\b|[,.])"),
        re.compile(
            rf"\b({NAME})(?:,? (?:is )?an? (?:\w+[ -]){{0,3}}?(?:town|city|village|port|suburb|settlement|"
            rf"stronghold)\b|"
            rf" (?:sits|lies|stands|is located) (?:on|in|at|by|near|astride|between|some)\b)"
        ),
        re.compile(
            rf"\b({NAME}) (?:itself|falls|fell|has fallen|will fall|chang(?:ed|es) hands|is (?:still )?(?:lost|ours|"
            rf"theirs|surrounded|encircled|besieged|under)|"
            rf"(?:was|has been|had been) (?:taken|captured|retaken|shelled|bombed|overrun|stormed|abandoned|"
            rf"evacuated|besieged|surrounded|encircled|cut off|attacked|bombarded))\b"
        ),
        re.compile(rf"\b(?i:\w+-held|besieged|encircled) ({NAME}){_NOT_AFTER}"),
        re.compile(rf"\b(?:town|village|city|hamlet|place|settlement) (?:called|named|known as) ({NAME})"),
        re.compile(rf"\b({NAME}) (?:{DISTRICT}|town|village|{words_of_place('region')})\b"),
        re.compile(rf"\b(?:towns|cities|villages|settlements|hamlets) (?:of )?({NAME})"),
        re.compile(rf"\b(?i:{before}|towns|cities|villages|of) (?:{NAME}, )*{NAME},? and ({NAME}){_NOT_AFTER}"),
        re.compile(
            rf"\b(?:[Ii]f|[Ww]hen|[Ss]hould|that|whether|why|once|[Ii]s|[Ww]as|[Dd]oes|"
            rf"[Ww]ill) ({NAME})(?= (?:is|was|isn['’]t|"
            rf"wasn['’]t|falls|fell|were to fall|holds|worth|lost|surrender\w*|taken|fall|be)\b)"
        ),
        re.compile(
            rf"(?<![.!?\n] )\b({NAME}),? (?:which (?:is|was|lies|stands|sits|fell|has|had|guards|controls)|"
            rf"(?:about |some )?"
            rf"\d+ (?:km|kilomet\w+|miles) (?:from|north|south|east|west)|guards|commands the)\b"
        ),
        re.compile(
            rf"\b({NAME})['’]s (?:(?:north|south|east|west)\w* |only |last |main |old |central )?(?:houses|streets|"
            rf"markets?|hospitals?|fields|outskirts|suburbs|defenders|garrison|bridges?|harbour|port|airport|airfield|"
            rf"church|mosque|schools?|quarters?|centre|center|mayor|residents|inhabitants|townspeople|walls|railway|"
            rf"fall|capture|loss|edge|districts?)\b"
        ),
        re.compile(rf"^\W*(?:\d+[.)] )({NAME})$", re.M),
    )
