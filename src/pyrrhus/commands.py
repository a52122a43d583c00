"""What the commands beside `assess` do, one function each; they stand on the same preparation as an assessment."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.arguments import as_date, check_numbers, wrong_argument
from pyrrhus.errors import InputError, Problem
from pyrrhus.pipeline import DEFAULT_SEED, default_priors
from pyrrhus.scenario.input_files import refuse_workbook
from pyrrhus.scenario.load import find, load
from pyrrhus.scenario.schema import Scenario
from pyrrhus.stages import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyrrhus.claims.record import SourceReport
    from pyrrhus.claims.result import Fusion
    from pyrrhus.control_map.sector import Sector
    from pyrrhus.decide.decision import Decision
    from pyrrhus.decide.run import Asked
    from pyrrhus.desk.articles import OneArticle
    from pyrrhus.desk.session import Session
    from pyrrhus.imports.report import ImportReport
    from pyrrhus.pipeline import Assessment
    from pyrrhus.reading.drafts import Gazetteer
    from pyrrhus.reading.llm_client import LlmAddress
    from pyrrhus.reading.reading import Reading
    from pyrrhus.reading.rows import Ids
    from pyrrhus.runs.comparison import Comparison
    from pyrrhus.runs.track import Track
    from pyrrhus.scale.engines import Engine
    from pyrrhus.skill.backtest import Backtest
    from pyrrhus.skill.battles.validation import LossValidation


def fuse_claims(scenario: Scenario | str | Path, *, as_of: date | str | None = None) -> Fusion:
    """Fuse the claims of a scenario that were public by a date (its own as-of date if none is given)."""
    from pyrrhus.campaign.compile import compile_campaign
    from pyrrhus.filter.prepare import fuse_known
    from pyrrhus.scenario.as_of import as_of as gate

    whole = scenario if isinstance(scenario, Scenario) else load(scenario)
    day = as_date(as_of) or whole.file.as_of
    known = gate(whole, day)
    priors, _ = default_priors(known, day)
    return fuse_known(known, compile_campaign(known, priors, as_of=day))


def count_held_back(scenario: Scenario | str | Path, *, as_of: date | str | None = None) -> int:
    """How many claims of a folder were not public by a date. For a note beside a result, never for the result."""
    from pyrrhus.scenario.as_of import as_of as gate

    whole = scenario if isinstance(scenario, Scenario) else load(scenario)
    return len(whole.claims) - len(gate(whole, as_date(as_of) or whole.file.as_of).claims)


def judge_sources(scenario: Scenario | str | Path, *, as_of: date | str | None = None) -> SourceReport:
    """The record of every source of a scenario from what was public by a date (its own as-of date if none is given)."""
    from pyrrhus.campaign.compile import compile_campaign
    from pyrrhus.campaign.maps import first_shown
    from pyrrhus.claims.record import SourceReport, source_records
    from pyrrhus.claims.source_priors import newest_source_table
    from pyrrhus.filter.prepare import fuse_known
    from pyrrhus.scenario.as_of import as_of as gate

    whole = scenario if isinstance(scenario, Scenario) else load(scenario)
    day = as_date(as_of) or whole.file.as_of
    known = gate(whole, day)
    campaign = compile_campaign(known, default_priors(known, day)[0], as_of=day)
    fusion, table = fuse_known(known, campaign), newest_source_table(day)
    shown = first_shown(campaign.maps, campaign.terrain)
    records = source_records(
        known.claims, {s.id: s for s in known.sources}, fusion, known=table, map_taken_on=shown
    )  # fmt: skip
    return SourceReport(day, records, table.dated if table else None)


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
    whole = None if scenario is None else scenario if isinstance(scenario, Scenario) else load(scenario)
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


def open_desk(
    folder: str | Path,
    *,
    scenario: str | Path | None = None,
    llm: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Session:
    """Read the articles of a folder (or of one file) and lay their drafts on the desk, decided as far as its log says.

    Accepted rows go into the scenario's claims.csv, or into one beside the articles where no scenario is given; the log
    is `decisions.jsonl` beside them. Raises InputError where there is no article, or one cannot be read.
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

    return Session(find_articles(place), read, ledger=ledger, log=beside / LOG, scenario=whole, progress=progress)


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
            (b"%PDF", "a PDF"), (b"PK\x03\x04", "a zipped document"), (b"{\\rtf", "a rich-text document"),
        ):  # fmt: skip
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
    from pyrrhus.reading.rows import Ids
    from pyrrhus.reading.side_names import code_of, names_within

    places = {name: place.name for place in scenario.places for name in (place.name, *place.aliases)}
    roles = {role: getattr(scenario.file.sides, role) for role in ("attacker", "defender")}
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


def decide(
    scenario: Scenario | str | Path,
    *,
    as_of: date | str | None = None,
    horizon_days: int | None = None,
    draws: int = 2000,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Decision:
    """Compare every pair of policies of both sides as of a date, on common random numbers; `engine` says where pairs
    are run, and changes no result."""
    from dataclasses import replace

    from pyrrhus.decide.run import decide as compare_all

    whole, asked = _asked(scenario, as_of, horizon_days, draws, seed, threads, progress)
    return compare_all(whole, replace(asked, engine=engine))


def explain(
    scenario: Scenario | str | Path,
    *,
    as_of: date | str | None = None,
    horizon_days: int | None = None,
    draws: int = 2000,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """What drives the choice between holding and leaving, and what would change it, as plain data."""
    from pyrrhus.decide.run import explain as find_drivers

    return find_drivers(*_asked(scenario, as_of, horizon_days, draws, seed, threads, progress))


def backtest(
    folder: str | Path,
    *,
    since: date | str,
    until: date | str,
    every_days: int = 14,
    horizons: str = "30,60,90",
    protocol: str = "R",
    draws: int | None = None,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
    out: str | Path | None = None,
    force: bool = False,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Backtest:
    """Ask the standing question of every town of a folder of maps, and score the answers; `horizons` like "30,60"."""
    from pyrrhus.skill.backtest import backtest as ask
    from pyrrhus.skill.mechanism import DRAWS

    first, last = as_date(since, "since"), as_date(until, "until")
    assert first is not None
    assert last is not None
    numbers = [part.strip() for part in horizons.split(",")]
    if not all(part.isdigit() for part in numbers):
        fix = "write days joined by commas, for one 30,60,90"
        raise InputError([wrong_argument("horizons", f"'{horizons[:40]}' is not a list of days", fix, "horizons")])
    if protocol not in ("R", "S"):
        raise InputError(
            [wrong_argument("protocol", f"there is no protocol '{protocol[:10]}'", "write R or S", "protocol")]
        )
    return ask(
        folder, since=first, until=last, every_days=every_days, horizons=[int(n) for n in numbers],
        protocol="R" if protocol == "R" else "S", draws=DRAWS if draws is None else draws, seed=seed, threads=threads,
        out=out, force=force, engine=engine, progress=progress,
    )  # fmt: skip


def validate_losses(data: str | Path) -> LossValidation:
    """Rates of loss and forms of the law from a folder of published battles. Raises InputError where a table is not
    there."""
    from pyrrhus.skill.battles.validation import validate_losses as validate

    return validate(Path(data))


def _asked(
    scenario: Scenario | str | Path, as_of: date | str | None, horizon_days: int | None, draws: int, seed: int,
    threads: int | None, progress: Progress | None,
) -> tuple[Scenario, Asked]:  # fmt: skip
    """A loaded scenario, and how a decision on it is asked for: numbers checked, priors of its vintage."""
    from pyrrhus.decide.run import Asked
    from pyrrhus.scenario.as_of import as_of as gate

    check_numbers(draws=draws, seed=seed, horizon_days=horizon_days)
    whole = scenario if isinstance(scenario, Scenario) else load(scenario)
    day = as_date(as_of) or whole.file.as_of
    priors, _ = default_priors(gate(whole, day), day)
    return whole, Asked(day, horizon_days, draws, seed, priors, threads, progress=progress)


def sector(
    town: str,
    control: str | Path,
    *,
    places_csv: str | Path | None = None,
    radius_km: float = 12.0,
    as_of: date | str | None = None,
    out: str | Path | None = None,
) -> Sector:
    """Build a scenario folder for any town from a folder of dated control maps; `out` defaults to the town's name."""
    from pyrrhus.control_map.sector import build_sector

    name = "".join(c if c.isalnum() else "_" for c in town.lower()).strip("_") or "sector"
    return build_sector(
        town, Path(control), out=Path(out) if out else Path(name), places_csv=Path(places_csv) if places_csv else None,
        radius_km=radius_km, as_of=as_date(as_of),
    )  # fmt: skip


def record_assessment(found: Assessment, folder: Path, written_to: Path) -> str | None:
    """Keep a run in the user's own record; why it was not kept, None where it was. Never raises, never waits long."""
    from pyrrhus.runs.store import record_run

    return record_run(
        found.to_json().encode("utf-8"), folder, command=found.findings.lineage.get("command", ""),
        written_to=written_to,
    )  # fmt: skip


def compare(
    before: str,
    after: str | None = None,
    *,
    settings: Sequence[str] = (),
    horizon_days: int | None = None,
    draws: int = 2000,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """What moved between two assessments and why. Each is `SCENARIO`, `SCENARIO@DATE`, a folder that `assess` wrote or
    `run:NUMBER`; without `after`, the first with `settings` of scenario.yaml changed (`KEY=VALUE`)."""
    from pyrrhus.runs.compare import compare as exchange
    from pyrrhus.runs.ends import find_end, what_if

    check_numbers(draws=draws, seed=seed, horizon_days=horizon_days)
    if after is None and not settings:
        fix = "name a second one, or what to change with --set KEY=VALUE"
        raise InputError([Problem("compare", None, "there is nothing to compare with", fix, "compare")])
    first = find_end(before, horizon_days=horizon_days)
    second = first if after is None else find_end(after, horizon_days=horizon_days)
    return exchange(
        first, what_if(second, settings) if settings else second, draws=draws, seed=seed, threads=threads,
        progress=progress,
    )  # fmt: skip


def import_into(
    kind: str,
    files: Sequence[str | Path],
    into: str | Path,
    *,
    attacker: str | None = None,
    defender: str | None = None,
    centre: str | None = None,
    within_km: float | None = None,
    published: date | str | None = None,
    since: date | str | None = None,
    side: str | None = None,
) -> ImportReport:
    """Import files of a kind (acled, ucdp, viina, general-staff, equipment, displacement) into a scenario folder, or
    the new weeks of a folder of dated maps (map; up to `published`).

    A folder that is not there is made, with `attacker` and `defender` as its sides. Raises InputError; a folder is then
    as it was.
    """
    from pyrrhus.imports.run import ImportOptions, import_files

    if side not in (None, "attacker", "defender"):
        raise InputError([wrong_argument("side", f"'{side}' is no side", "write attacker or defender", "import_side")])
    if within_km is not None and not 0 < within_km <= 1000:
        fix = "write kilometres from the centre, at most 1000"
        raise InputError([wrong_argument("within_km", f"{within_km:g} km is no distance for that", fix, "import_km")])
    options = ImportOptions(
        attacker, defender, centre, within_km, as_date(published, "published"), as_date(since, "since"),
        "attacker" if side == "attacker" else "defender" if side == "defender" else None,
    )  # fmt: skip
    if kind == "map":
        from pyrrhus.imports.map_weeks import import_map

        if len(files) != 1:
            fix = "give the one folder of dated maps"
            raise InputError([wrong_argument("files", f"{len(files)} maps were given", fix, "import_map")])
        return import_map(files[0], into, until=options.published)
    return import_files(kind, files, into, options)


def list_quantities() -> list[dict[str, str]]:
    """What can be claimed, one row a quantity: name, unit, whether it is of a side, what it takes, what it means."""
    from pyrrhus.claims.vocabulary import quantities

    return [
        {"quantity": q.name, "unit": q.unit if q.numeric else "", "of": "a side" if q.needs_side else "no side",
         "takes": "a number" if q.numeric else ", ".join(q.categories), "means": q.meaning}
        for q in quantities().values()
    ]  # fmt: skip


def track(
    scenario: Scenario | str | Path,
    *,
    every_days: int = 7,
    since: date | str | None = None,
    until: date | str | None = None,
    outcome: date | str | None = None,
    draws: int = 400,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Track:
    """The probability of the fall through time, replayed from a folder alone, scored where its outcome is known;
    `engine` says where dates are run, and changes no result."""
    from pyrrhus.runs.track import track as replay_dates
    from pyrrhus.scale.engines import Engine

    check_numbers(draws=draws, seed=seed, horizon_days=None)
    if every_days < 1:
        raise InputError([wrong_argument("every_days", f"{every_days} days", "write a number from 1", "every")])
    whole = scenario if isinstance(scenario, Scenario) else load(scenario)
    return replay_dates(
        whole, every_days=every_days, since=as_date(since, "since"), until=as_date(until, "until"),
        outcome=as_date(outcome, "outcome"), draws=draws, seed=seed,
        engine=engine or Engine(threads=threads), progress=progress,
    )  # fmt: skip
