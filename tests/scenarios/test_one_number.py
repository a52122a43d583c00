"""What a page says twice it says alike: over every bundled scenario and a made-up one, numbers of one name agree.

The page is read as a reader reads it (its text, its tables), not the values behind it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import pyrrhus
from conftest import siege_scenario
from pyrrhus.judge import words
from pyrrhus.present import summary
from pyrrhus.present.options_chart import options_of
from pyrrhus.present.report_page import render_report
from pyrrhus.scenario.load import bundled

DRAWS = 60
NAMES = [row.name for row in bundled()] + ["siege"]
#: Words of the inside of the tool, which have no place where a reader looks first.
INSIDE = ("draws", "WeakEvidence", "need rate", "need_rate", "climatology", "log sd", "log_sd", "posterior", "regret",
          "Monte Carlo", "particle", "logistic", "horizon's")  # fmt: skip


class Reader(HTMLParser):
    """The text of a page by where it stands: that of sections by id, of what is folded apart, of tables by row."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: dict[str, str] = {}
        self.folded = ""
        self.rows: list[list[str]] = []
        self._open: list[str] = []
        self._section = "page"
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        if tag == "section":
            self._section = given.get("id") or given.get("class") or "section"
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
        if tag not in ("meta", "link", "input", "br", "img"):
            self._open.append(tag)

    def handle_endtag(self, tag) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data) -> None:
        if {"script", "style", "title", "desc"} & set(self._open):
            return
        text = f" {data}".replace("\u00a0", " ")
        if "details" in self._open and "summary" not in self._open:
            self.folded += text
        else:
            self.sections[self._section] = self.sections.get(self._section, "") + text
        if self.rows and ("td" in self._open or "th" in self._open):
            self.rows[-1][-1] += text

    def row(self, start: str) -> list[list[str]]:
        """The cells of every row whose first one begins so."""
        return [row[1:] for row in self.rows if row and row[0].strip().startswith(start)]


@pytest.fixture(scope="module", params=NAMES)
def found(request):
    scenario = siege_scenario() if request.param == "siege" else request.param
    findings = pyrrhus.assess(scenario, draws=DRAWS, threads=2).findings
    return findings, Reader(render_report(findings))


def test_the_chance_of_the_fall_is_one_number(found) -> None:
    findings, page = found
    document = findings.document
    end = summary.horizon_end(document)
    leading = document.get("published") or document["fall"]
    shown = words.percent(summary.probability_by(leading, end))
    own = words.percent(summary.probability_by(document["fall"], end))  # the campaigns', which options are compared by
    as_of = words.as_date(document["as_of"])
    until = summary.day_words(end, as_of)
    lead = " ".join(page.sections["top"].split())
    assert f"Falls by {until} {shown}" in lead  # the tile
    (badge,) = re.findall(r"falls by [^.]*?((?:[<>]?\d+ %))", " ".join(page.sections["Q1"].split()))[:1]
    assert badge == shown or "than" in page.sections["Q1"]
    assert page.row(words.date_words(end))[0][0].strip() == shown  # the table of the curve
    first = page.row(f"{words.sentence(findings.town)} falls by {words.date_words(end)}")[0]
    assert first[0].strip() == own  # the workings, where the leading curve has a row of its own
    if document.get("published"):
        lead_row = page.row(f"Published: {findings.town} falls by {words.date_words(end)}")[0]
        assert lead_row[0].strip() == shown
    for side in ("attacker", "defender"):
        now = [o for o in options_of(document, side) if o.assumed]
        assert {words.percent(o.fall) for o in now} == {own}
    first_answer = next(a for a in document["answers"] if a["id"] == "Q1")["answer"]
    if "than 1 %" not in first_answer and "than 99 %" not in first_answer:
        assert f"({shown})" in summary.first_sentence(first_answer)


def test_the_day_of_even_odds_is_one_day(found) -> None:
    findings, page = found
    document = findings.document
    even = (document.get("published") or document["fall"])["median_date"]
    said = summary.first_sentence(findings.document["answers"][0]["answer"])
    lead = " ".join(page.sections["top"].split())
    as_of = words.as_date(findings.document["as_of"])
    if even is None:
        assert "Even odds by after" in lead
        assert "with even odds by" not in said
    elif words.as_date(even) <= as_of:
        assert "Even odds by already" in lead
        assert "already" in said
    else:
        day = summary.day_words(words.as_date(even), as_of)
        assert f"Even odds by {day}" in lead
        assert words.date_words(even) in said


def test_the_dead_of_each_side_are_one_number(found) -> None:
    findings, page = found
    answer = next(a for a in findings.document["answers"] if a["id"] == "Q2")
    lead = " ".join(page.sections["top"].split())
    text = " ".join(page.sections["Q2"].split())
    for side, name in findings.document["sides"].items():
        row = next(e for e in answer["estimates"] if e["name"] == "killed in the forecast" and e["side"] == side)
        middle, ends = (
            words.rounded(row["quantiles"]["0.5"]),
            words.spread(*(row["quantiles"][q] for q in ("0.05", "0.95"))),
        )
        assert re.search(rf"{name} killed by [^%]*? {re.escape(middle)} ?{re.escape(ends)} \(90 %\)", lead)
        assert f"{middle} killed ({ends})" in text
    line = lead[lead.index("would lose about") :]
    assert (
        words.rounded(next(e for e in answer["estimates"] if e.get("side") == "attacker")["quantiles"]["0.5"]) in line
    )


def test_sentences_take_their_chances_from_the_estimates(found) -> None:
    """Every chance that stands in an answer's two sentences is one of its estimates, to the percent that is shown."""
    findings, _ = found
    for answer in findings.document["answers"]:
        shown = {words.percent(e["probability"]) for e in answer["estimates"] if "probability" in e}
        text = summary.two_sentences(answer["answer"])
        for number in re.findall(r"\b(?:likely|unlikely|even chance|no chance|certain) \(([<>]?\d+ %)\)", text):
            assert number in shown, (answer["id"], number, text)


#: "about 7,100 (1,900 to 27,000)", "about 11 months (3 to 43)": a middle with its range, as sentences say it.
WITH_RANGE = re.compile(r"about ([\d,.]+)(?: (?:months|casualties))? \(([\d,.]+) to ([\d,.]+)\)")


def test_a_middle_and_its_range_are_those_of_the_table(found) -> None:
    findings, _ = found
    quantiles = [e["quantiles"] for a in findings.document["answers"] for e in a["estimates"] if "quantiles" in e]
    shown = {tuple(words.count_words(q[level]) for level in ("0.5", "0.05", "0.95")) for q in quantiles}
    for answer in findings.document["answers"]:
        if answer["id"] == "Q3":
            assert WITH_RANGE.search(answer["answer"])
        for told in WITH_RANGE.findall(answer["answer"]):
            assert told in shown, (answer["id"], told, answer["answer"])


def test_what_an_order_costs_is_said_as_its_row_says_it(found) -> None:
    findings, _ = found
    answer = next(a for a in findings.document["answers"] if a["id"] == "Q4")
    rows = [e for e in answer["estimates"] if e["name"].startswith("casualties: ")]
    said = 0
    for side, name in findings.document["sides"].items():
        shown = {words.rounded(e["quantiles"]["0.5"]) for e in rows if e["side"] == side}
        pattern = rf"about ([\d,.]+) casualties of {re.escape(name)} (?:against ([\d,.]+\d)|either way)"
        for first, last in re.findall(pattern, answer["answer"]):
            assert {first, last} - {""} <= shown, (side, first, last)
            said += 1
    assert said or not rows


def test_parts_of_a_whole_add_up_and_the_greatest_leads(found) -> None:
    findings, page = found
    answers = {answer["id"]: answer for answer in findings.document["answers"]}
    lasts = [e for e in answers["Q5"]["estimates"] if "replace its losses for longer" in e["name"]]
    assert len(lasts) == 3
    assert lasts[0] is answers["Q5"]["estimates"][0]
    assert lasts[0]["probability"] == max(e["probability"] for e in lasts)
    for a, b, c in re.findall(
        r"first in (\d+) % of the campaigns, .*? in (\d+) %, and .*? in (\d+) %", answers["Q5"]["answer"]
    ):
        assert int(a) + int(b) + int(c) == 100
    for actor in [row for row in findings.document["decisions"]["views"] if row["actor"]]:
        cells = next(cells for cells in page.row(actor["name"]) if len(cells) == 6)
        assert sum(int(cell.strip().removesuffix(" %")) for cell in (cells[2], cells[3], cells[4])) == 100


def test_no_estimate_is_told_twice(found) -> None:
    findings, _ = found
    for answer in findings.document["answers"]:
        names = [(e["name"], e.get("side")) for e in answer["estimates"]]
        assert len(names) == len(set(names)), answer["id"]


def test_even_odds_lie_between_the_days_that_the_fall_is_put_at(found) -> None:
    _, page = found
    lead = " ".join(page.sections["top"].split())
    assert re.search(r"Even odds by .*? falls .+? \(90 %\)", lead)
    assert "if it falls" not in lead


def test_the_recommended_are_the_same_in_words_table_and_head(found) -> None:
    from pyrrhus.judge.best_choices import gerund
    from pyrrhus.present.judgement import best_choices

    findings, page = found
    document = findings.document
    said = next(a for a in document["answers"] if a["id"] == "Q4")["answer"]
    for row in best_choices(document):
        options = options_of(document, row["side"])
        best = [o for o in options if o.recommended]
        assert all("at all costs" not in o.name for o in best)
        if len(best) == len(options):
            continue
        assert row["text"].startswith(best[0].name)
        sentence = next((s for s in summary.sentences_of(said) if s.startswith(f"Best for {row['name']} is ")), None)
        if sentence is None:  # all but the order at all costs, which is never recommended, do about as well
            assert row["text"].endswith("(others do about as well)")
            assert f"No order compared can be told from another in what it is worth to {row['name']}." in said
            continue
        as_of = words.as_date(document["as_of"])
        assert gerund(best[0].name).replace("the town", findings.town) in summary.without_year(sentence, as_of)
        listed = [cells[0].strip() for cells in page.rows if cells and cells[0].strip().startswith(f"{row['name']}: ")]
        assert f"{row['name']}: {best[0].name}" in listed


def test_a_garrison_with_no_way_out_is_not_ordered_out(found) -> None:
    findings, _ = found
    answers = {answer["id"]: answer for answer in findings.document["answers"]}
    (cut,) = (e["probability"] for e in answers["Q5"]["estimates"] if e["name"].startswith("the garrison is shut in"))
    fall = findings.document["fall"]["cdf"][-1]["probability"]
    gone = [e["name"] for e in answers["Q1"]["estimates"] if ", the garrison " in e["name"]]
    if cut > 0.9 and fall > 0.5:
        assert gone
        assert all("ordered out" not in name for name in gone)
        assert "ordered out first" not in answers["Q1"]["answer"]
        assert "shut in, gives up or breaks out first" in answers["Q1"]["answer"]
    if cut < 0.1:
        assert "shut in, gives up" not in answers["Q1"]["answer"]


def test_it_speaks_plainly(found) -> None:
    _, page = found
    for name, text in page.sections.items():
        if name in ("page",):
            continue
        for word in INSIDE:
            assert not re.search(rf"\b{re.escape(word)}\b", text), (name, word)
    lead = page.sections["top"]
    assert "nan" not in lead.lower().split()
    assert "_" not in page.sections["Q1"]


def test_the_children_are_one_number(found) -> None:
    findings, _ = found
    answer = next(a for a in findings.document["answers"] if a["id"] == "Q7")
    told = re.search(r"([\d,]+) of them children", answer["answer"])
    if told is None:
        return
    rows = [e for e in answer["estimates"] if e["name"].startswith("children") and "harmed" not in e["name"]]
    staying = [e for e in rows if "killed" not in e["name"]]
    assert [words.count_words(e["quantiles"]["0.5"]) for e in staying] == [told[1]]
