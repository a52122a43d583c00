"""The records of sources, what other data say of them, and that neither knows of anything later."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pyrrhus.claims import source_priors
from pyrrhus.claims.fuse import fuse
from pyrrhus.claims.later import compare_with_later
from pyrrhus.claims.options import FusionOptions
from pyrrhus.claims.priors import bias_priors
from pyrrhus.claims.source_priors import KnownBias, SourceTable, newest_source_table, read_table, write_table
from pyrrhus.claims.source_report import source_records
from support.benches import from_bench
from support.planted import make_claim, make_sources

DATES, table_of = from_bench("source_records", "DATES table_of")

AS_OF = date(2000, 3, 1)


def fused(claims, sources, **options):
    return fuse(claims, sources, as_of=AS_OF, options=FusionOptions(**options))


def known(name: str = "ua", *, dated: date = AS_OF, log_mean: float = 1.0, **given) -> SourceTable:
    row = KnownBias((name,) if name else (), "ministry", "losses", "enemy", 1, 5, log_mean, 0.1, 0.05, "made up")
    return SourceTable(dated, (replace(row, **given),))


# later, better figures ------------------------------------------------------------------------------------------------


def test_a_claim_is_held_against_the_best_later_one_of_another_origin():
    sources = make_sources("early", "later", "echo")
    claims = [
        make_claim("first", source="early", value=300.0, reliability="D", said_on=date(2000, 2, 1)),
        make_claim("good", source="later", value=150.0, reliability="B", credibility="2", said_on=date(2000, 2, 20)),
        make_claim("fair", source="later", value=900.0, reliability="C", said_on=date(2000, 2, 21)),
        make_claim("self", source="early", value=290.0, reliability="A", said_on=date(2000, 2, 25)),
    ]
    found = compare_with_later(claims, fused(claims, sources))
    assert found["first"].later == "good"
    assert found["first"].ratio == pytest.approx(2.0)
    assert not found["first"].agrees
    assert found["good"].later == "self"
    record = {r.source: r for r in source_records(claims, sources, fused(claims, sources))}["early"]
    assert (record.figures_checked, record.figure_ratio, record.figures_within_0_1) == (1, pytest.approx(2.0), 0.0)


@pytest.mark.parametrize(
    "change",
    [
        {"reliability": "F"}, {"reliability": "D"}, {"place": None}, {"side": "defender"}, {"stance": "denies"},
        {"said_on": date(2000, 2, 1)}, {"period_to": date(2000, 2, 15)}, {"derived_from": "first"},
    ],
)  # fmt: skip
def test_what_is_no_later_better_figure(change):
    first = make_claim("first", source="early", value=300.0, reliability="D", said_on=date(2000, 2, 1))
    other = {"source": "later", "value": 150.0, "reliability": "B", "said_on": date(2000, 2, 20), **change}
    claims = [first, make_claim("other", **other)]
    assert "first" not in compare_with_later(claims, fused(claims, make_sources("early", "later")))


def test_words_are_held_against_later_words_of_about_the_same_day():
    word = {"quantity": "holds", "unit": "category", "value": None, "period_from": None}
    said = {"said_on": date(2000, 2, 1), "period_to": date(2000, 2, 1), "reliability": "D"}
    better = {"said_on": date(2000, 2, 9), "period_to": date(2000, 2, 9), "reliability": "B", "source": "b"}
    claims = [
        make_claim("boast", source="a", category="yes", **said, **word),
        make_claim("better", category="no", **better, **word),
    ]
    (found,) = compare_with_later(claims, fused(claims, make_sources("a", "b"))).values()
    assert (found.claim, found.ratio, found.agrees) == ("boast", None, False)


def test_a_record_counts_lateness_and_running_ahead_of_the_map():
    day = date(2000, 2, 1)
    word = {"quantity": "holds", "category": "yes", "unit": "category", "value": None, "period_from": None}
    claims = [
        make_claim("c1", source="a", said_on=day, period_to=day - timedelta(days=6)),
        make_claim("c2", source="a", said_on=day, period_to=day - timedelta(days=2), value=140.0),
        make_claim("h", source="a", said_on=day, period_to=day, **word),
    ]
    shown = {"town": {"defender": date(1999, 12, 1), "attacker": day + timedelta(days=12)}}
    (record,) = source_records(claims, make_sources("a"), fused(claims, make_sources("a")), map_taken_on=shown)
    assert (record.days_late, record.days_late_most, record.days_ahead) == (2.0, 6, 12.0)
    assert 0.0 < record.knows_0_1 < 1.0
    assert json.loads(json.dumps(record.to_dict()))["bias"][0]["side"] == "attacker"


# tables on sources ----------------------------------------------------------------------------------------------------


def test_a_known_bias_is_where_the_learning_begins():
    sources = make_sources(ua="defender", ru="attacker")
    claims = [make_claim("c", source="ua", value=100.0, place=None)]
    bare = fused(claims, sources).source_bias["ua"][0]
    told = fused(claims, sources, known_sources=known()).source_bias["ua"][0]
    assert bare.prior_median == pytest.approx(math.exp(bias_priors()["losses", "enemy"].log_median))
    assert told.prior_median == pytest.approx(math.e)
    assert told.high / told.low < bare.high / bare.low
    of_kind = fused(claims, sources, known_sources=known("")).source_bias["ua"][0]
    assert of_kind.prior_median == pytest.approx(math.e)
    elsewhere = fused(claims, sources, known_sources=known("somebody else")).to_dict()
    assert elsewhere == fused(claims, sources).to_dict()
    own = [make_claim("o", source="ua", side="defender", value=100.0)]
    assert fused(own, sources, known_sources=known()).to_dict() == fused(own, sources).to_dict()


def test_a_higher_known_bias_lowers_the_answer():
    claims = [make_claim("c", source="ua", value=100.0)]
    sources = make_sources(ua="defender")
    low, high = (
        fused(claims, sources, known_sources=known(log_mean=m))
        .find("killed_per_day", "attacker", "town")
        .quantiles[0.5]
        for m in (1.5, 0.0)
    )
    assert low < 0.6 * high


def test_a_table_from_after_the_date_is_refused():
    late = known(dated=AS_OF + timedelta(days=1))
    with pytest.raises(ValueError, match="dated 2000-03-02, after 2000-03-01"):
        fused([make_claim("c")], make_sources("one"), known_sources=late)


def test_the_newest_table_of_a_date_is_never_a_later_one(tmp_path: Path):
    for day in ("2023-01-01", "2023-03-02"):
        (tmp_path / f"{day}.csv").write_text(write_table(known().rows), encoding="utf-8")
    (tmp_path / "notes.csv").write_text("not a table", encoding="utf-8")
    assert newest_source_table(date(2022, 12, 31), tmp_path) is None
    assert newest_source_table(date(2023, 3, 1), tmp_path).dated == date(2023, 1, 1)
    assert newest_source_table(date(2023, 3, 2), tmp_path).dated == date(2023, 3, 2)


def test_an_absurd_table_of_the_next_day_changes_nothing(tmp_path: Path, monkeypatch):
    """Planted behind the as-of date of a bundled scenario: the fusion and the records stay as they are."""
    from pyrrhus.commands import fuse_claims, judge_sources

    folder = tmp_path / "source_records"
    folder.mkdir()
    shipped = {
        f.name: f.read_text() for f in source_priors.files("pyrrhus.claims").joinpath("source_records").iterdir()
    }
    for name, text in shipped.items():
        (folder / name).write_text(text)
    real = source_priors.files
    day = date(2023, 12, 15)

    def look_in(package: str):
        return tmp_path if package == "pyrrhus.claims" else real(package)

    before = fuse_claims("avdiivka", as_of=day).to_dict(), judge_sources("avdiivka", as_of=day).to_dict()
    monkeypatch.setattr(source_priors, "files", look_in)
    absurd = replace(known("General Staff of Ukraine", log_mean=4.0).rows[0])
    (folder / f"{day + timedelta(days=1)}.csv").write_text(write_table([absurd]))
    assert (fuse_claims("avdiivka", as_of=day).to_dict(), judge_sources("avdiivka", as_of=day).to_dict()) == before
    (folder / f"{day}.csv").write_text(write_table([absurd]))
    assert fuse_claims("avdiivka", as_of=day).to_dict() != before[0]


def test_tables_are_read_as_they_are_written():
    table = known("A, the first", log_mean=0.5)
    again = read_table(table.dated, write_table(table.rows))
    assert again.rows[0].names == table.rows[0].names
    assert again.rows[0].log_mean == pytest.approx(0.5)
    assert write_table(again.rows) == write_table(table.rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small folder of open data: one source doubles the truth, and one says it."""

    def write(name: str, rows: list[dict[str, object]]) -> None:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        out = io.StringIO()
        writer = csv.DictWriter(out, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")

    days = [
        date(2022, 3, 31),
        date(2022, 6, 30),
        date(2022, 9, 30),
        date(2022, 12, 31),
        date(2023, 3, 31),
        date(2023, 6, 30),
    ]
    write(
        "general_staff_claims/personnel_daily.csv",
        [{"date": d, "claimed_cumulative": 8200 * (k + 1), "qualifier": "about"} for k, d in enumerate(days)],
    )
    estimate = {"estimate_low": "", "estimate_high": "", "type": "deaths", "source_url": "", "country": "russia"}
    write(
        "economist_losses/estimates_deaths_casualties.csv",
        [
            {**estimate, "date": f"{d:%d/%m/%Y}", "estimate": 1100 * (k + 1), "source": "UK Ministry of Defence"}
            for k, d in enumerate(days)
        ]
        + [
            {
                **estimate,
                "date": "01/12/2022",
                "estimate": 4000,
                "source": "Office of the President of Ukraine",
                "country": "ukraine",
            }
        ],
    )
    weeks, total = [], 0.0
    for k in range(95):
        end = date(2022, 2, 28) + timedelta(weeks=k)
        total += 77.0
        weeks.append(
            {"Year": end.isocalendar()[0], "Week": end.isocalendar()[1], "EDAssembledLow": 70, "EDAssembledHigh": 85}
        )
    write("economist_losses/meduza_2026_weekly.csv", weeks)
    dead = [
        {"Date": date(2022, 2, 21) + timedelta(weeks=k), "ED_low": 70 * (k + 1), "ED_high": 85 * (k + 1)}
        for k in range(95)
    ]
    write("economist_losses/meduza_2024.csv", dead)
    write(
        "ualosses_weekly/ualosses_weekly_digitised.csv",
        [
            {
                "week_start": date(2022, 2, 24) + timedelta(weeks=k),
                "deaths_all_approx": 200,
                "deaths_bakhmut_raion_approx": 10**9,
            }
            for k in range(95)
        ],
    )
    return tmp_path


def test_tables_learn_who_inflates_and_leave_bakhmut_aside(data: Path):
    rows = {r.names[0]: r for r in read_table(DATES[-1], table_of(data, DATES[-1])).rows if r.names}
    inflates, tells, own = (
        rows["Armed Forces of Ukraine"],
        rows["UK Ministry of Defence"],
        rows["Office of the President of Ukraine"],
    )
    assert inflates.relation == "enemy"
    assert tells.relation == "enemy"
    assert own.relation == "own"
    assert inflates.median > 1.3 * tells.median
    assert 0.8 < tells.median < 0.7 * 2.5, "learnt down from what is believed of a partner"
    assert own.median < 0.8
    assert all(math.isfinite(r.low) and r.low < r.median < r.high for r in rows.values())


def test_a_table_rests_on_nothing_published_after_its_date(data: Path):
    """Delete every claim said after a table's date: the same bytes."""
    for known_by in DATES:
        assert table_of(data, known_by) == table_of(data, known_by, said_until=known_by)
    early = table_of(data, DATES[0])
    for name in (
        "economist_losses/meduza_2026_weekly.csv",
        "economist_losses/meduza_2024.csv",
        "ualosses_weekly/ualosses_weekly_digitised.csv",
    ):
        (data / name).unlink()
    assert table_of(data, DATES[0]) == early  # none of these was published by July 2023


def test_the_shipped_tables_are_whole():
    for day in DATES:
        table = newest_source_table(day)
        assert table.dated == day
        assert table.rows
        assert all(r.low < r.median < r.high and "akhmut" not in "".join(r.names) for r in table.rows)
    assert newest_source_table(DATES[0] - timedelta(days=1)) is None
