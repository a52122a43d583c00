"""Kinds of fault that texts of other hands showed: towns, sides, speakers behind asides, numbers, and days told by
counting."""

from __future__ import annotations

from datetime import date

import pytest

from pyrrhus.reading.article import make_article
from pyrrhus.reading.drafts import Draft, read_drafts
from pyrrhus.reading.numbers import find_quantities
from pyrrhus.reading.place_roles import fought_over
from pyrrhus.reading.spans_of_time import covered, find_period

DAY = date(2024, 5, 17)


def drafts_of(text: str, outlet: str = "Northern Post") -> list[Draft]:
    return read_drafts(make_article(text, published=DAY, outlet=outlet))


def draft_with(words: str, text: str) -> Draft:
    return next(draft for draft in drafts_of(text) if words in draft.quote)


def test_the_town_is_where_the_fighting_is_and_not_where_people_go() -> None:
    text = (
        "Rebels attacked Mirabad on Monday, residents said.\n\nTraders who walked to Sorkhan said that 40 soldiers "
        "were killed. Refugees fled to Sorkhan. The road to Sorkhan is open."
    )
    assert draft_with("40 soldiers", text).place == "Mirabad"
    assert fought_over("Mirabad", text) > 0 > fought_over("Sorkhan", text)


@pytest.mark.parametrize(
    "text",
    [
        "Tol Gadir changed hands twice on Friday. The army lost 12 men.",
        "Militia controlled Tol Gadir town on Friday. The army lost 12 men.",
        "Tol Gadir's streets were empty on Friday. The army lost 12 men.",
        "Two prisoners came from Tol Gadir on Friday. The army lost 12 men.",
    ],
)
def test_a_town_is_known_by_what_happens_to_it(text: str) -> None:
    assert draft_with("12 men", text).place == "Tol Gadir"


def test_who_has_a_wife_or_laughs_is_no_town() -> None:
    text = "In Belan the market is shut. Marenka laughs about Marenka's husband. The army lost 12 men in Belan."
    assert draft_with("12 men", text).place == "Belan"


@pytest.mark.parametrize(
    ("text", "words", "side"),
    [
        (
            "Polisario fighters attacked a post. The Moroccan army said that Polisario fighters lost 9 men.",
            "9 men",
            "Polisario",
        ),
        (
            "Federal troops entered Enuka, Lagos said. Biafran forces fell back, and federal troops lost 30 men.",
            "30 men",
            "NG",
        ),
        (
            "(Translated from the Spanish.) Salvadoran troops fought FMLN rebels. The FMLN lost 14 men to the army.",
            "14 men",
            "FMLN",
        ),
    ],
)
def test_more_sides_by_name(text: str, words: str, side: str) -> None:
    assert draft_with(words, text).side == side


def test_a_statement_is_of_the_country_in_whose_capital_it_was_given_out() -> None:
    text = (
        "Ministry of Defence\n\nYerevan, 16 May 2024\n\nAzerbaijani forces attacked at dawn. Armenian units threw them "
        "back. Over 200 enemy soldiers were killed."
    )
    found = next(d for d in drafts_of(text, "Ministry of Defence") if "200 enemy" in d.quote)
    assert found.side == "AZ"


def test_civilians_are_nobodys_where_the_words_name_no_country() -> None:
    text = (
        "Russian forces shelled Ukrainian positions. Ukrainian forces held on. Shells killed 9 civilians in the market."
    )
    assert draft_with("9 civilians", text).side == "none"


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Acting mayor Ivan Hnatiuk, back from Odesa, told the Tribune that 900 people had stayed.", "Hnatiuk"),
        (
            'A commander of the so-called "Free Republic" ("FR") told the mission that 40 men had been killed.',
            "commander",
        ),
        ("The Director of Information, Colonel Sani Belo, yesterday put the rebels' dead at over 100.", "Belo"),
        ("The army bulletin, as the wireless gives it, speaks of 700 rebel dead.", "bulletin"),
        (
            "At the railway station the garrison commander said that 30 of his men had been killed.",
            "garrison commander",
        ),
        ("A medic of the brigade, in a note of May, which was read out, says that 30 men were killed.", "medic"),
        ("The health ministry admits to 2,700 deaths.", "health ministry"),
        ("Eighty dead is the count of pensioner Lida Hluk.", "Lida Hluk"),
    ],
)
def test_who_speaks_behind_asides_and_places(sentence: str, speaker: str) -> None:
    said = drafts_of(f"Fighting went on in Karsk on Monday.\n\n{sentence}")
    assert any(speaker in draft.speaker for draft in said if any(c.isdigit() for c in sentence) or "ighty" in sentence)


def test_gathered_data_are_nobodys_words() -> None:
    found = draft_with("318", "The army attacked Karsk.\n\nAccording to preliminary data, 318 soldiers were killed.")
    assert "data" not in found.speaker


def test_who_is_called_by_his_office_first_has_the_name_that_follows() -> None:
    text = (
        "Shells killed 12 men in Karsk on Monday, a governor said.\n\nThe bridge still stood, Governor Oleh Pysar "
        "told reporters. The governor had no figures for the wounded."
    )
    assert "Pysar" in draft_with("12 men", text).speaker


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("Fighting goes on for a fifth day in the port", 5, "days"),
        ("It is day thirteen of the siege", 13, "days"),
        ("the fleet bombarded the port for the ninth night", 9, "nights"),
        ("they have bread for perhaps a week", 1, "weeks"),
    ],
)
def test_days_by_ordinals_are_numbers(words: str, value: float, unit: str) -> None:
    assert [(one.value, one.unit) for one in find_quantities(words)] == [(value, unit)]


def test_the_noun_behind_a_number_is_its_unit_where_no_list_has_it() -> None:
    assert draft_with("kayaks", "The rebels attacked Karsk with 40 green kayaks, the army said.").unit == "kayaks"


@pytest.mark.parametrize(
    ("clause", "first", "last"),
    [
        ("the village was taken two weeks ago", date(2024, 5, 3), date(2024, 5, 3)),
        ("they lost the hill on the fifteenth", date(2024, 5, 15), date(2024, 5, 15)),
        ("he fell on the third of May", date(2024, 5, 3), date(2024, 5, 3)),
        ("nothing has come since the 6th", date(2024, 5, 6), DAY),
        ("fighting goes on for a fifth day", date(2024, 5, 13), DAY),
        ("the mill has been ours for nine days", date(2024, 5, 8), DAY),
        ("six weeks into the offensive nothing has changed", date(2024, 4, 5), DAY),
        ("boats took off 300 people during the first week of April", date(2024, 4, 1), date(2024, 4, 7)),
        ("it has been besieged since the second week of April", date(2024, 4, 8), DAY),
        ("he buried 60 men in the first half of the month", date(2024, 5, 1), date(2024, 5, 15)),
        ("1,200 people displaced (24 April to date)", date(2024, 4, 24), DAY),
        ("as of 12 May the quarter was theirs", date(2024, 5, 12), date(2024, 5, 12)),
        ("five children drowned during the night of 9 May", date(2024, 5, 9), date(2024, 5, 9)),
    ],
)
def test_days_told_by_counting(clause: str, first: date, last: date) -> None:
    found = find_period(clause, "", DAY)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("head", "first"),
    [
        ("Operational update as of 22:00, 17 May 2024\n\nThe enemy attacked twice.", DAY),
        ("18:10 Smoke over the port.\n\n17:00 Two strikes.\n\n16:20 A bus was hit.", DAY),
        ("The weekly review\n\nThe enemy attacked twice.", None),
    ],
)
def test_a_report_on_one_day_covers_that_day(head: str, first: date | None) -> None:
    assert covered(head, DAY).first == first
