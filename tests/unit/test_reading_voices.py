"""Whose words a text is: answers of interviews, letters, bodies that speak; numbers and towns as they are written."""

from __future__ import annotations

from datetime import date

import pytest

from pyrrhus.reading.article import make_article
from pyrrhus.reading.drafts import Draft, read_drafts
from pyrrhus.reading.numbers import find_quantities

DAY = date(2024, 5, 3)


def drafts_of(text: str, outlet: str = "Northern Post") -> list[Draft]:
    return read_drafts(make_article(text, published=DAY, outlet=outlet))


def speaker_of(text: str, words: str, outlet: str = "Northern Post") -> str:
    return next(draft.speaker for draft in drafts_of(text, outlet) if words in draft.quote)


INTERVIEW = """Ivan Hrytsenko, 41, commands a battalion near Zelenivka. We reached him by telephone.

How much of the town do you hold?

The station is ours. The enemy captured the mill on Tuesday.

And your losses?

We lost forty men in the last week.

Will you leave?

We will hold the town.
"""


def test_answers_of_an_interview_are_those_of_whom_it_introduces() -> None:
    assert speaker_of(INTERVIEW, "lost forty men").startswith("Ivan Hrytsenko")
    two = INTERVIEW.replace("\nWill you leave?\n\nWe will hold the town.\n", "")
    assert speaker_of(two, "lost forty men").startswith("article")


def test_questions_above_a_piece_that_introduces_nobody_are_its_headings() -> None:
    piece = INTERVIEW.replace(
        "Ivan Hrytsenko, 41, commands a battalion near Zelenivka. We reached him by telephone.", ""
    )
    assert speaker_of(piece, "captured the mill").startswith("article")


def test_a_paragraph_that_begins_with_an_a_and_a_colon_is_an_answer() -> None:
    marked = INTERVIEW.replace("How much", "Q: How much").replace("The station", "A: The station")
    assert all(not draft.quote.startswith("A:") for draft in drafts_of(marked))
    assert speaker_of(marked, "captured the mill").startswith("Ivan Hrytsenko")


def test_a_letter_is_its_signers() -> None:
    letter = "Dear friends,\n\nThe army captured the mill on Tuesday.\n\nYours in haste, Father Declan"
    assert speaker_of(letter, "captured the mill") == "Declan, Father"
    assert speaker_of(letter.replace("Yours in haste, ", "The story was filed by "), "captured the mill").startswith(
        "article"
    )


def test_a_text_that_says_from_whom_it_is_is_that_persons() -> None:
    text = (
        "We print a letter from Colonel Marsh to his father, dated 3 June.\n\nThe enemy captured the mill on Tuesday."
    )
    assert "Marsh" in speaker_of(text, "captured the mill")


def test_a_body_that_fights_speaks_for_itself_and_a_paper_does_not() -> None:
    text = "Our forces captured the mill on Tuesday.\n\nOur losses were nine killed and twelve wounded."
    assert speaker_of(text, "captured the mill", "Front of the South") == "Front of the South"
    assert speaker_of(text.replace("Our", "Their"), "captured the mill", "Daily Herald").startswith("article")


def test_the_person_before_a_quotation_that_names_nobody_speaks_it() -> None:
    text = (
        "Colonel Ivo Horvat said that the town was calm. Its surgeon, Emir Babic, received us in a cellar. "
        "“We have buried forty people this week.”"
    )
    assert speaker_of(text, "buried forty").startswith("Emir Babic")


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Two divisions have surrendered, the Paraguayan War Ministry announced tonight amid cheers.", "War"),
        ("The Finnish Command now gives the booty as 102 guns.", "Finnish"),
        ("It rained. By General Hadley's estimate the Russian army has lost 300 tanks near Zelenivka.", "Hadley"),
        ("The mayor replied that forty people had been killed.", "mayor"),
    ],
)  # fmt: skip
def test_who_speaks_behind_or_beside_what_he_says(sentence: str, speaker: str) -> None:
    assert any(speaker in draft.speaker for draft in drafts_of(sentence))


def test_what_capturing_a_town_would_give_is_nobodys_speech() -> None:
    found = drafts_of("Capturing Bakhmut would give Russia a road to Kramatorsk. Troops hold Bakhmut.")
    assert all("Capturing" not in draft.speaker for draft in found)
    assert any(draft.place == "Bakhmut" for draft in found)


@pytest.mark.parametrize(
    ("text", "value", "hedge", "unit"),
    [
        ("two thousand five hundred killed", 2500, "exactly", "killed"),
        ("one thousand two hundred tanks", 1200, "exactly", "tanks"),
        ("six thousand, seven hundred men", 6700, "exactly", "men"),
        ("forty-odd bodies", 40, "about", "bodies"),
        ("a dozen or so vehicles", 12, "about", "vehicles"),
        ("four in five have wounds", 80, "exactly", "percent"),
        ("three of every four graves", 75, "exactly", "percent"),
        ("rather fewer than 60 men", 60, "up_to", "men"),
        ("casualties that do not exceed 1,800 men", 1800, "up_to", "men"),
    ],
)
def test_numbers_as_people_write_them(text: str, value: float, hedge: str, unit: str) -> None:
    amount = find_quantities(text)[0]
    assert (amount.value, amount.hedge, amount.unit) == (value, hedge, unit)


def test_four_in_five_days_is_no_share() -> None:
    assert [amount.unit for amount in find_quantities("four in five days")] == ["days"]


def test_a_claim_in_words_keeps_the_only_number_that_stands_in_it() -> None:
    text = "The bridge at Zelenivka was hit by forty gliders on Monday, the army said."
    draft = next(draft for draft in drafts_of(text) if "hit by" in draft.quote)
    assert (draft.quantity, draft.unit) == (40, "gliders")
    assert "what is counted" in draft.check


def test_the_town_is_no_heading_no_label_and_no_street() -> None:
    heading = (
        "WE COUNT BULLETS FOR LUNCH, NOT DAYS\n\nThe army captured the village of Zelenivka. Zelenivka was shelled."
    )
    assert {draft.place for draft in drafts_of(heading)} == {"Zelenivka"}
    street = "Shells fell on Hospital Road. Hospital Road was closed. Troops captured the mill in Zelenivka. It burned."
    assert drafts_of(street)[-1].place == "Zelenivka"
