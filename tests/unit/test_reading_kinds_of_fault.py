"""Reading: each kind of fault that drafts had, in sentences made for the purpose, in all its forms."""

from __future__ import annotations

from datetime import date

import pytest

from pyrrhus.desk.alike import repeats
from pyrrhus.reading.article import make_article
from pyrrhus.reading.clean_text import clean
from pyrrhus.reading.confidence import FLAG_BELOW
from pyrrhus.reading.drafts import read_drafts
from pyrrhus.reading.ledger_rows import Ids, claim_rows
from pyrrhus.reading.numbers import find_quantities
from pyrrhus.reading.side_names import names_within
from pyrrhus.reading.spans_of_time import find_period
from support.readings import SETTING, WEDNESDAY, read


@pytest.mark.parametrize(("words", "value", "low", "high", "unit"), [
    ("60-100 soldiers", 80, 60, 100, "soldiers"), ("20-30 thousand men", 25000, 20000, 30000, "men"),
    ("40–50 tanks", 45, 40, 50, "tanks"), ("two to three thousand fighters", 2500, 2000, 3000, "fighters"),
    ("1,5 thousand soldiers", 1500, 1500, 1500, "soldiers"), ("1.2k troops", 1200, 1200, 1200, "troops"),
    ("2.5 million people", 2500000, 2500000, 2500000, "people"), ("1 500 soldiers", 1500, 1500, 1500, "soldiers"),
    ("12 per cent of its 4,000 men", 480, 480, 480, "men"), ("12% of the 4,000 men", 480, 480, 480, "men"),
    ("half of the town's 12,000 residents", 6000, 6000, 6000, "residents"),
    ("Of 120,000 inhabitants about half", 60000, 54000, 66000, "residents"),
    ("one and a half million inhabitants", 1500000, 1500000, 1500000, "residents"),
    ("~820 men", 820, 738, 902, "men"), (">500 dead", 500, 500, None, "deaths"),
    ("500+ soldiers", 500, 500, None, "soldiers"),
    ("several hundred soldiers", None, 200, 999, "soldiers"), ("outnumbered by five to one", 5, 5, 5, "to one"),
    ("278 square km", 278, 278, 278, "square km"), ("one soldier", 1, 1, 1, "soldiers"),
])  # fmt: skip
def test_numbers_as_people_write_them(
    words: str, value: float | None, low: float | None, high: float | None, unit: str
) -> None:
    found = find_quantities(words)
    assert [(q.value, q.low, q.high, q.unit) for q in found] == [(value, low, high, unit)]


@pytest.mark.parametrize(("words", "values"), [
    ("149,240 soldiers from 24.02.22 to 01.03.23", [149240]), ("since Feb. 24, 1,200 killed", [1200]),
    ("between 9 and 15 May", []), ("in 2014 2,000 soldiers died", [2000]), ("T-72 tanks on Hill 234", []),
    ("in 2022-23", []), ("by 05/03/2023", []), ("at 10:30 GMT", []), ("the 21st Mechanised Division", []),
])  # fmt: skip
def test_dates_years_and_names_are_no_numbers(words: str, values: list[float]) -> None:
    assert [q.value for q in find_quantities(words)] == values


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Prussian guns killed 300 French soldiers.", "FR"),
        ("French gunners destroyed 12 tanks.", "DE"),
        ("Some 40 soldiers were killed by French fire.", "DE"),
        ("France's Defence Ministry said its troops had killed 300 men.", "DE"),
        ("France's Defence Ministry said 12 of its soldiers had been killed.", "FR"),
        ("Prussia's General Staff said that it had taken 600 prisoners.", "FR"),
        ("The French army lost 200 men.", "FR"),
        ("About 500 soldiers died on both sides.", "none"),
    ],
)
def test_losses_are_the_victims(text: str, side: str) -> None:
    setting = SETTING.replace("Prussian", "German").replace("Prussia", "Germany")
    found = [
        d
        for d in read(text.replace("Prussia's", "Germany's").replace("Prussian", "German"), setting=setting)
        if d.quantity is not None
    ]
    assert [d.side for d in found] == [side]


def test_civilians_killed_are_not_the_killers() -> None:
    setting = "Sudanese army troops defended Tarbat. Rapid Support Forces (RSF) fighters attacked Tarbat."
    found = read("RSF fighters killed 40 civilians in the market.", setting=setting)
    assert [(d.type, d.side) for d in found] == [("civilians", "none")]


@pytest.mark.parametrize(("text", "side"), [
    ("X9 rebels captured the village of Omba on Monday. Government troops fled Omba, and X9 rebels held it.", "X9"),
    ("The Free Hill Front (FHF) attacked Omba on Monday. Government troops left Omba and the FHF captured it.", "FHF"),
    ("Armed gangs captured Omba on Monday. Police left Omba while gangs captured its port.", "gangs"),
])  # fmt: skip
def test_groups_that_no_list_has_are_sides(text: str, side: str) -> None:
    assert side in {d.side for d in read(text, setting="")}


def test_a_scenarios_forces_are_known_by_their_own_names() -> None:
    assert names_within("Wagner group (Yevgeny Prigozhin)") == ["Wagner group", "Yevgeny Prigozhin"]
    assert names_within("Command of the eastern group") == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("General Staff: 40 soldiers were killed.", "General Staff"),
        ("Governor Jean Dupont: about 200 people are still in the town.", "Jean Dupont, Governor"),
        ("The coalition said it had carried out 14 strikes.", "coalition"),
        (
            "The Metz Watch Group said the town was quiet. On Tuesday the monitor said 12 soldiers were killed.",
            "Metz Watch Group",
        ),
        ("French troops left Metz, leaving 40 guns behind, the Metz Watch Group said.", "Metz Watch Group"),
        ("Havas, citing the war ministry, says French troops hold the station.", "war ministry"),
        ("France has not named the village but says 93 of its soldiers were killed.", "France"),
    ],
)
def test_who_speaks(text: str, speaker: str) -> None:
    found = read(text)
    assert found
    assert found[-1].speaker.removesuffix(" (unnamed)") == speaker


def test_a_ministrys_statement_is_the_ministrys() -> None:
    found = read(
        "Report on the fighting\nFrench troops lost 40 men near Metz.", setting="", outlet="Ministry of War of Prussia"
    )
    assert {d.speaker for d in found} == {"Ministry of War of Prussia"}


@pytest.mark.parametrize(
    ("clause", "first", "last"),
    [
        ("40 were killed in the past 24 hours", date(2030, 5, 14), WEDNESDAY),
        ("40 were killed since Monday", date(2030, 5, 13), WEDNESDAY),
        ("40 were killed since 10 May", date(2030, 5, 10), WEDNESDAY),
        ("40 were killed since mid-April", date(2030, 4, 15), WEDNESDAY),
        ("40 were killed on 22 March", date(2030, 3, 22), date(2030, 3, 22)),
        ("40 were killed this week", date(2030, 5, 13), WEDNESDAY),
        ("40 were killed last month", date(2030, 4, 1), date(2030, 4, 30)),
        ("40 were killed between 9 and 11 May", date(2030, 5, 9), date(2030, 5, 11)),
        ("40 were killed from 01.05.30 to 11.05.30", date(2030, 5, 1), date(2030, 5, 11)),
        ("they will take it by the end of May", None, date(2030, 5, 31)),
        ("40 were killed over the weekend", date(2030, 5, 11), date(2030, 5, 12)),
        ("40 were killed in two weeks", date(2030, 5, 1), WEDNESDAY),
        ("40 were killed", None, None),
    ],
)
def test_periods(clause: str, first: date | None, last: date | None) -> None:
    found = find_period(clause, "", WEDNESDAY)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "unit", "quantity"),
    [
        ("About 40,000 people have fled since Monday.", "people fled", "civilians_displaced"),
        ("The town had 12,000 residents before the war.", "residents", None),
    ],
)
def test_the_displaced_and_those_of_before_the_war_are_not_those_who_remain(
    text: str, unit: str, quantity: str | None
) -> None:
    found = [d for d in read(text) if d.quantity]
    assert [(d.claims_quantity, d.unit) for d in found] == [(quantity, unit)]


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u2060"])
def test_unseen_marks_split_no_word_and_change_no_number(mark: str) -> None:
    text = f"French troops lost 1{mark}49 men in Me{mark}tz, the army said."
    plain = read_drafts(make_article(text.replace(mark, ""), published=WEDNESDAY, outlet="Daily Paper"))
    marked = read_drafts(make_article(text, published=WEDNESDAY, outlet="Daily Paper"))
    assert [(d.quantity, d.place, d.type) for d in marked] == [(d.quantity, d.place, d.type) for d in plain]
    assert [text[d.start : d.end].replace(mark, "") for d in marked] == [d.quote for d in plain]


def test_offsets_of_a_cleaned_text_are_those_of_the_original() -> None:
    text = "a\u00adb\u200bc d"
    seen = clean(text)
    assert seen.text == "abc d"
    assert [text[seen.original(i)] for i in range(len(seen.text))] == list(seen.text)
    assert seen.original_end(len(seen.text)) == len(text)


def test_wrapped_lines_are_one_paragraph_and_lines_of_a_post_are_not() -> None:
    wrapped = (
        "French troops have now retaken about forty\npercent of the besieged town of Metz since\n"
        "Saturday, the army said on Wednesday, in\nwhat would be their first success.\n"
    )
    assert "\n" not in clean(wrapped).text.strip()
    post = "Metz, evening\nGeneral Staff: 40 killed today\nOne road is left\nThe station burns\n"
    assert clean(post).text == post


def test_a_posts_lines_speak_without_full_stops() -> None:
    post = "Metz, 15.05.2030\nGeneral Staff: 40 French soldiers killed today\nPrussian troops hold the station\n"
    found = read(post, setting="")
    assert [d.quantity for d in found] == [40, None]


def test_what_is_unsure_is_flagged_and_every_field_has_a_chance() -> None:
    for draft in read("He said 40 men were killed. The situation may change."):
        assert draft.confidence
        assert all(0 < share < 1 for share in draft.confidence.values())
        assert {f for f, share in draft.confidence.items() if share < FLAG_BELOW} <= set(draft.check)


@pytest.mark.parametrize(("speaker", "source"), [
    ("UK Ministry of Defence", "uk_mod"), ("Ukrainian Ministry of Defence", "ua_mod"), ("US officials", "us_officials"),
    ("Ukrainian soldier", "ua_soldier"), ("a doctor", ""), ("French Ministry of Defence", ""),
    ("the BBC", "bbc"),
])  # fmt: skip
def test_a_speaker_is_the_scenarios_source_of_his_own_country(speaker: str, source: str) -> None:
    names = {
        "Ministry of Defence of Ukraine": "ua_mod",
        "Ministry of Defence of the United Kingdom": "uk_mod",
        "National Security Council of the United States": "us_nsc",
        "Officials of the United States": "us_officials",
        "Ukrainian soldiers, unnamed": "ua_soldier",
        "Mediazona with BBC Russian": "mediazona_bbc",
        "BBC": "bbc",
    }
    drafts = read(f"{speaker[0].upper()}{speaker[1:]} said French troops had left Metz.")
    assert [row["source"] for row in claim_rows(drafts, ids=Ids(sources=names))] == [source]


def test_two_who_judge_alike_do_not_repeat_each_other_and_two_who_give_one_number_do() -> None:
    judged = {"quantity": "place_value", "value": "low", "speaker": "experts", "place": "town"}
    counted = {"quantity": "killed", "value": "812", "speaker": "monitor", "place": "town", "side": "attacker"}
    rows = [judged, {**judged, "speaker": "ministry"}, counted, {**counted, "speaker": "agency"}, dict(judged)]
    assert repeats(rows) == {3: 2, 4: 0}
