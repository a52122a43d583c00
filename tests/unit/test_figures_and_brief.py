"""The brief, the figures alone, and what a notebook shows: the same words and numbers as the report."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pyrrhus.errors import InputError
from pyrrhus.pipeline import assess
from pyrrhus.present.brief import plain
from pyrrhus.present.figure_heading import text_heading
from pyrrhus.present.picture_files import Plots
from pyrrhus.present.svg import text_width
from pyrrhus.scenario.load import load


@pytest.fixture(scope="module")
def found():
    return assess("asculum", draws=60)


def test_the_brief_answers_every_question_with_its_confidence(found):
    text = found.to_brief()
    for answer in found.data["answers"]:
        assert f"## {plain(answer['question'])}" in text
        assert plain(answer["answer"]) in text
        assert f"*Confidence {answer['confidence']}, " in text
    assert text.count("\n## ") >= 8


def test_names_of_strangers_are_no_markup_in_the_brief():
    assert plain("a*b_<i>|\n# c") == r"a\*b\_\<i\>\| \# c"


def test_figures_stand_alone_and_carry_their_numbers(found, tmp_path):
    pictures = found.plot.all()
    names = [picture.name for picture in pictures]
    assert len(set(names)) == len(names) >= 6
    for picture in pictures:
        root = ET.fromstring(picture.svg)
        assert root.tag.endswith("svg")
        assert root.attrib["viewBox"]
        assert "--paper" in picture.svg
        assert picture.csv().count("\n") >= 2, picture.name
    written = found.plot.fall().save(tmp_path / "fall.csv")
    assert written.read_text(encoding="utf-8").startswith("event,date,probability")


def test_a_figure_alone_says_what_it_shows(found):
    """Its heading stands above the drawing, which is where it was; every line ends within the picture."""
    for picture in found.plot.all():
        root = ET.fromstring(picture.svg)
        left, top, width, height = map(float, root.attrib["viewBox"].split())
        assert (left, top < -30, height > -top) == (0, True, True)
        above = [text for text in root.iter("{http://www.w3.org/2000/svg}text") if float(text.attrib["y"]) < 0]
        assert above[0].attrib["class"] == "strong"
        assert len(above) >= 2
        for text in above:
            assert top < float(text.attrib["y"])
            assert float(text.attrib["x"]) + text_width(text.text or "", 11.5) <= width, text.text
    assert "2 July 1721: who held what" in found.plot.map("1721-07-02").svg
    assert "13 July 1721: the chance that Pyrrhus holds each cell" in found.plot.map("1721-07-13").svg


def test_a_long_line_above_a_figure_is_folded():
    height, (heading, *lines) = text_heading("Heading", "word " * 60)
    assert height == 16 * (1 + len(lines)) + 10
    assert len(lines) == 3
    assert "Heading" in heading
    assert " ".join(re.sub("<[^>]+>", "", str(line)) for line in lines) == ("word " * 60).strip()


def test_the_numbers_of_the_curve_begin_with_what_is_published(found):
    """What is drawn is among the numbers behind it."""
    document = {**found.data, "published": {**found.data["fall"], "cdf": [{"date": "1721-07-13", "probability": 0.25}]}}
    rows = Plots(replace(found.findings, document=document)).fall().rows
    assert rows[0] == {"event": "published: field", "date": "1721-07-13", "probability": 0.25}
    without = {"event": "published: field"}.items()
    assert not any(without <= row.items() for row in found.plot.fall().rows)
    assert {row["event"] for row in found.plot.fall().rows} >= {"field"}


def test_a_figure_as_png_has_its_size_and_light_paper(found, tmp_path):
    raster = pytest.importorskip("pyrrhus.present.raster")
    pytest.importorskip("resvg_py")
    picture = found.plot.fall()
    content = picture.save(tmp_path / "fall.png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (float(part) for part in ET.fromstring(picture.svg).attrib["viewBox"].split()[2:])
    assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (2 * width, 2 * height)
    plain = raster.on_light_paper(picture.svg)
    assert "var(" not in plain
    assert "@media" not in plain
    assert "#fbfaf7" in plain
    assert "#15161a" not in plain


def test_without_a_rasteriser_figures_are_written_but_for_the_png(found, tmp_path, monkeypatch):
    monkeypatch.setattr("pyrrhus.present.raster.find_spec", lambda name: None)
    names = {path.name for path in found.write(tmp_path / "more", figures=True).iterdir()}
    assert "figure_fall.svg" in names
    assert not any(name.endswith(".png") for name in names)
    with pytest.raises(InputError, match="resvg-py"):
        found.plot.fall().save(tmp_path / "fall.png")


def test_the_map_of_a_day_is_the_nearest_that_there_is(found):
    first, last = found.data["as_of"], found.forecast["date"].values[-1].astype("datetime64[D]")
    assert found.plot.map().name == f"map_{first}"
    assert found.plot.map(str(last)).name == f"map_{last}"


def test_a_notebook_shows_the_answers_and_escapes_them(found):
    cell = found._repr_html_()
    assert cell.count("<tr>") == 8
    assert "data:image/svg+xml;base64," in cell
    assert "<script" not in cell


def test_what_a_notebook_names_is_short(found):
    assert repr(found) == "Assessment(asculum as of 1721-07-03, 60 draws)"
    assert repr(found.fusion).startswith("Fusion(as of 1721-07-03, ")
    assert repr(found.plot.fall()).startswith("Picture(fall, ")
    assert repr(load("asculum")) == str(load("asculum")) == "Scenario(asculum as of 1721-07-03, 8 places, 8 claims)"


def test_a_notebook_shows_figures_one_below_the_other(found, monkeypatch):
    shown = []
    display = SimpleNamespace(display=lambda *pictures: shown.extend(pictures))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(display=display))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    pictures = found.plot.all()
    pictures._ipython_display_()
    assert shown == list(pictures)
    assert len(shown) >= 2
    assert all(picture._repr_svg_().startswith("<svg") for picture in shown)


def test_estimates_are_rows(found):
    from pyrrhus.present.notebook import estimate_rows

    rows = estimate_rows(found.data)
    assert len(rows) == sum(len(a["estimates"]) for a in found.data["answers"])
    assert {row["question"] for row in rows} == {f"Q{n}" for n in range(1, 9)}
    assert all((row["probability"] is None) != (row["q50"] is None) for row in rows)


def test_the_forecast_as_netcdf_is_read_as_it_was(found, tmp_path):
    xarray = pytest.importorskip("xarray")
    path = found.to_netcdf(tmp_path / "forecast.nc")
    with xarray.open_dataset(path, engine="scipy") as read:
        xarray.testing.assert_identical(read.load(), found.forecast)
    (tmp_path / "mine.nc").write_text("somebody's")
    with pytest.raises(InputError):
        found.to_netcdf(tmp_path / "mine.nc")
    assert (tmp_path / "mine.nc").read_text() == "somebody's"


def test_estimates_are_a_frame_of_polars(found):
    pytest.importorskip("polars")
    frame = found.to_polars()
    assert frame.height == sum(len(a["estimates"]) for a in found.data["answers"])
    assert {"question", "q50", "probability"} <= set(frame.columns)


def test_brief_and_figures_are_written_where_they_are_asked_for(found, tmp_path: Path):
    plain_run = {path.name for path in found.write(tmp_path / "plain").iterdir()}
    more = {path.name for path in found.write(tmp_path / "more", brief=True, figures=True).iterdir()}
    assert "brief.md" not in plain_run
    assert {"brief.md", "figure_fall.svg", "figure_fall.csv"} <= more - plain_run
    assert plain_run < more
