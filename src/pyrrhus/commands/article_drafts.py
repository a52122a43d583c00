"""Drafts of claims from an article, and the desk at which they are confirmed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pyrrhus.arguments import as_date, wrong_argument
from pyrrhus.claims.ledger import SIDES
from pyrrhus.errors import InputError, Problem
from pyrrhus.scenario.input_files import refuse_workbook
from pyrrhus.scenario.load import find, load
from pyrrhus.scenario.schema import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyrrhus.desk.articles import OneArticle
    from pyrrhus.desk.session import Session
    from pyrrhus.reading.drafts import Gazetteer
    from pyrrhus.reading.ledger_rows import Ids
    from pyrrhus.reading.llm_client import LlmAddress
    from pyrrhus.reading.reading import Reading


def read_article(
    file: str | Path,
    *,
    published: date | str | None = None,
    outlet: str | None = None,
    scenario: Scenario | str | Path | None = None,
    llm: bool = False,
) -> Reading:
    """Draft the claims of an article (text or HTML); a person confirms them, and nothing drafted enters a fusion.

    With `llm` the language model that the environment names is asked to fill what the rules leave open; nothing is sent
    anywhere without it.

    `published` and `outlet` are the article's, where its text does not tell; the names of a scenario's places and sides
    help to recognise them. Raises InputError where the file is no text, or is not in English and no model is asked.
    """
    from pyrrhus.inputs.refusal import too_much
    from pyrrhus.limits import most
    from pyrrhus.reading.article import make_article
    from pyrrhus.reading.languages import other_language
    from pyrrhus.reading.reading import read_drafts_of

    day = as_date(published, "published")
    text = _article_text(Path(file))
    whole = None if scenario is None else load(scenario)
    article = make_article(text, published=day, outlet=(outlet or "").strip() or None)
    if not article.text.strip():
        raise InputError(
            [Problem(Path(file).name, None, "has no text beside its markup", "save the article itself", "file_empty")]
        )
    if len(article.text) > most("article_characters"):
        raise InputError([too_much("article_characters", len(article.text)).problem(Path(file).name)])
    model = _model(llm)
    language = other_language(article.text)
    if language is not None and model is None:
        fix = "give a translation, or ask a model with --llm"
        raise InputError([Problem(Path(file).name, None, f"is in {language}; only English is read", fix, "language")])
    gazetteer, ids = _names(whole) if whole is not None else (None, None)
    return read_drafts_of(article, gazetteer=gazetteer, ids=ids, model=model)


def open_desk(
    folder: str | Path,
    *,
    scenario: str | Path | None = None,
    llm: bool = False,
    attributed: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> Session:
    """Read the articles of a folder (or of one file) and lay their drafts on the desk, decided as far as its log says.

    Accepted rows go into the scenario's claims.csv, or into one beside the articles where no scenario is given; the log
    is `decisions.jsonl` beside them. With `attributed` only what somebody is said to have said is laid there, and not
    what an article says in its own words. Raises InputError where there is no article, or one cannot be read.
    """
    from pyrrhus.desk.articles import find_articles
    from pyrrhus.desk.decisions import LOG
    from pyrrhus.desk.session import Session

    place = Path(folder)
    whole = None if scenario is None else load(scenario)
    beside = place if place.is_dir() else place.parent
    if scenario is not None:
        refuse_workbook(Path(scenario))
    if scenario is not None and not Path(scenario).is_dir():
        fix = "copy it into a folder of your own, and give that"
        raise InputError([Problem(str(scenario), None, "is bundled, and takes no rows", fix, "scenario_bundled")])
    ledger = (beside if scenario is None else find(scenario)) / "claims.csv"

    def read(article: OneArticle) -> Reading:
        return read_article(article.path, published=article.published, outlet=article.outlet, scenario=whole, llm=llm)

    return Session(
        find_articles(place),
        read,
        ledger=ledger,
        log=beside / LOG,
        scenario=whole,
        attributed=attributed,
        on_progress=on_progress,
    )


def _model(asked: bool) -> LlmAddress | None:
    """The model that the environment names, where one is asked for. Raises InputError where it names none."""
    from pyrrhus.reading.llm_client import LlmError, address_from

    if not asked:
        return None
    try:
        address = address_from()
    except LlmError as error:
        raise InputError([wrong_argument("llm", str(error), "set it to the address up to /v1", "llm")]) from None
    if address is None:
        fix = "set PYRRHUS_LLM_URL to an OpenAI-compatible address, and PYRRHUS_LLM_KEY and PYRRHUS_LLM_MODEL"
        raise InputError([wrong_argument("llm", "has no model to ask", fix, "llm")])
    return address


def _article_text(path: Path) -> str:
    from pyrrhus.inputs.byte_reader import read_bytes
    from pyrrhus.inputs.refusal import Refused
    from pyrrhus.inputs.text_file import decode

    name = path.name or str(path)
    fixes = {
        "file_missing": "give the path of a text or HTML file",
        "file_is_directory": "give the file of one article",
        "file_empty": "give the text of an article",
    }
    try:
        data = read_bytes(path, "article_bytes")
        for mark, kind in (
            (b"%PDF", "a PDF"),
            (b"PK\x03\x04", "a zipped document"),
            (b"{\\rtf", "a rich-text document"),
        ):
            if data.startswith(mark):
                raise Refused(f"is {kind}, not text", "save its text as UTF-8 and give that", "file_not_utf8")
        text_file, problems = decode(data, name=name)
    except Refused as refused:
        text_file, problems = None, [refused.problem(name)]
    if text_file is None:
        raise InputError([Problem(p.file, p.line, p.what, fixes.get(p.check, p.fix), p.check) for p in problems])
    return text_file.text


def _names(scenario: Scenario) -> tuple[Gazetteer, Ids]:
    """What a scenario calls its places, sides and sources, for the reader of articles."""
    from pyrrhus.reading.drafts import Gazetteer
    from pyrrhus.reading.ledger_rows import Ids
    from pyrrhus.reading.side_names import code_of, names_within

    places = {name: place.name for place in scenario.places for name in (place.name, *place.aliases)}
    roles = {role: getattr(scenario.file.sides, role) for role in SIDES}
    codes = {role: code_of(side.name) or side.name for role, side in roles.items()}
    sides = {
        word: codes[role]
        for role, side in roles.items()
        for word in (side.name, side.adjective, f"{side.adjective}s" if side.adjective else "")
        if word
    }
    forces = [(actor.name, actor.side) for actor in scenario.actors]
    others = ("partner", "outlet", "map")
    forces += [(s.name, s.interest) for s in scenario.sources if s.interest and s.kind not in others]
    for called, role in forces:
        for word in names_within(called):
            sides.setdefault(word, codes[role])
    return (
        Gazetteer(places, sides, codes, scenario.centre.name),
        Ids(
            {place.name: place.id for place in scenario.places},
            {source.name: source.id for source in scenario.sources},
            {code: role for role, code in codes.items()},
        ),
    )
