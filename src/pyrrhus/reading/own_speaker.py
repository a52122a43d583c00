"""Whose words an article's own are: the writer's, or those of the body whose statement it is."""

from __future__ import annotations

import re
from dataclasses import replace

from pyrrhus.reading import lexicons
from pyrrhus.reading.article import Article, outlet_names
from pyrrhus.reading.sentences import is_post
from pyrrhus.reading.side_names import known_codes, seats
from pyrrhus.reading.sides import SideFinder
from pyrrhus.reading.speakers import NARRATOR, Memory, Speaker
from pyrrhus.reading.subjects import plausible

BODY_OUTLET = re.compile(
    r"\b(?:Ministry|General Staff|Command|Headquarters|Army|Armed Forces|Navy|Air Force|Council|Government|"
    r"Administration|Police|Presidency|Office of the|Embassy|Media Cent(?:re|er)|Press (?:Cent(?:re|er)|Service|"
    r"Office)|"
    r"Information (?:Cent(?:re|er)|Bureau|Office)|"
    r"Communications? (?:Cell|Office)|(?:Media|Press) (?:Cell|Wing|Bureau)|"
    r"Information Service|Vicariate|Diocese|Legation|Airlift|Front of|Movement|Spokes\w+|"
    r"Brigade|Battalion|Regiment|Directorate|Joint Staff|Operations Room)\b",
    re.I,
)
ISSUED_BY = re.compile(
    r"^\W*(?:(?:Daily |Morning |Evening |Official )?(?:Briefing|Statement|Report|Bulletin|Communiqu[eé]|Update|"
    r"Summary|"
    r"Announcement)) (?:by|of|from|issued by) (?:the )?(?P<who>[^\n,:.]{4,80})",
    re.I,
)
FROM_BODY = re.compile(
    r"^\W*(?:From|By) (?:the )?(?P<who>(?:[\w’'-]+ ){0,3}(?:press|media|information) (?:centre|center|service|"
    r"office|bureau)"
    r"[^.\n:]{0,50})",
    re.I,
)
HELPERS = re.compile(
    r"\b[Oo]ur (?:\w+ )?(?:volunteers|teams?|staff|medics|doctors|nurses|clinics?|hospitals?|ambulances|partners|"
    r"colleagues|"
    r"field \w+|monitors|network)\b|\b[Ww]e (?:appeal|treat|run|distribut)"
)
"""Words by which an aid group speaks of itself."""
SENT_BY = re.compile(
    r"\b(?:letter|voice message|message|telegram|telex|diary|testimony|address|speech|appeal|press conference|"
    r"briefing|(?:the )?following) (?:(?:was |has been )?(?:given|received|written|sent|recorded|read) )?"
    r"(?:by|of|from) (?:the )?(?P<who>(?:an? |our )?[^,.;:\n\]]{4,60}?)"
    r"(?=,| to (?:his|her|the|a)\b| on (?:the|\d)|[.:;\]\n]| dated)",
    re.I,
)
"""Whose letter, message or press conference a text says in its head that it is."""
HEAD = 420
"""Characters of a text in which it says whose it is."""
SIGNED = re.compile(
    r"\n\s*(?:[-–—]\s*|(?:Yours|Sincerely|With love|In haste|Signed)[^\n]{0,30}?,\s*)"
    r"(?P<who>(?:[A-Z][\w.’'-]*|of|the|al|de|van|,)(?: (?:[A-Z][\w.’'-]*|of|the|al|de|van)){0,6})\.?\s*$"
)
"""Who signs at the end."""
OURS = re.compile(
    r"\b(?:our|my) (?:[\w-]+ ){0,2}(?:troops|forces|soldiers|men|fighters|units|defenders|losses|positions|lads|"
    r"boys|side|guns|gunners|drones|lookouts|crews?|artillery|martyrs|people|delegates|company|"
    r"battalion|fellow citizens)\b|\bours\b|"
    r"\b(?:we|us) (?:lost|took|hold|held|have (?:taken|lost|buried|held)|had \d|buried|moved \d|counter-?attacked)\b",
    re.I,
)
"""Words by which those who fight, or live under it, speak of themselves."""
FEWEST_OURS = 2
NEWS = re.compile(
    r"\b(?:News|Times|Post|Herald|Tribune|Press|Wire|Agency|Journal|Gazette|Mercury|Examiner|Chronicle|Telegraph|Mail|"
    r"Observer|Review|Magazine|Radio|Live|Television|TV|Record|Standard|Dispatch|Quarterly|Daily|Weekly|Briefing|Sheet|"
    r"Newsletter|Update|Analysis|Monitor|Notes|Institute)\b"
)
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")


def own_speaker(article: Article, sides: SideFinder, *, interview: bool = False) -> Speaker:
    """Who speaks where nobody is named: the writer, the body whose own statement the text is, or who wrote the letter.
    `interview`: who says "we" is asked in it, and not the outlet's."""
    found = _writer(article, sides, interview=interview)
    if found.kind != "body" or found.side is not None:
        return found
    return replace(found, side=_seat_at_head(article.text))


def _writer(article: Article, sides: SideFinder, *, interview: bool) -> Speaker:
    memory = Memory(sides)
    title = article.text.lstrip().split("\n", 1)[0]
    if is_post(article.text.split("\n")) and BODY_OUTLET.search(title) and len(title.split()) <= 9:
        headed = re.match(r"\W*([^,.:|–—\d]{4,60})", title)
        if headed and not lexicons.verb_in(headed[1]):
            return memory.resolve(headed[1].strip())
    line = re.match(r"[^\n]{3,60}?(?:headquarters|command|G\.?H\.?Q\.?)[^\n]{0,30}?\s[-–—]\s", article.text, re.I)
    signed = SIGNED.search(QUOTED.sub(" ", article.text).rstrip())
    if signed:
        return memory.resolve(signed["who"])
    sent = SENT_BY.search(article.text[:HEAD].split("\n\n\n")[0])
    if sent and plausible(sent["who"], speaks=True):
        return memory.resolve(sent["who"])
    issued = ISSUED_BY.match(article.text) or FROM_BODY.match(article.text)
    for name in (issued["who"] if issued else "", article.outlet or ""):
        if BODY_OUTLET.search(name) and not outlet_names().fullmatch(name):
            found = memory.resolve(re.sub(r"\s+(?:as of|on|at|for)\b.*$", "", name))
            return Speaker(name, "body", found.side, name=name) if found.kind == "unnamed" else found
    if line:
        return memory.resolve(re.split(r"[,.]", line[0])[0])
    unquoted = QUOTED.sub(" ", article.text)
    fights = not interview and len(OURS.findall(unquoted)) >= FEWEST_OURS
    if article.outlet and not NEWS.search(article.outlet) and (HELPERS.search(unquoted) or fights):
        return Speaker(article.outlet, "body", name=article.outlet, way="body of the text")
    return NARRATOR


SEAT_LINE = re.compile(r"^\W*([A-Z][A-Za-z' -]{3,30}?)(?:,| \(| [-–—]|:| \d)", re.M)
"""A line that begins with the town where a statement was given out."""


def _seat_at_head(text: str) -> str | None:
    """The country in whose capital a statement was given out, by a line at its head; None where none says so."""
    for line in SEAT_LINE.finditer(text[:SEAT_REACH]):
        name = line[1].title() if line[1].isupper() else line[1]
        if name in seats():
            return known_codes()[name]
    return None


SEAT_REACH = 250
