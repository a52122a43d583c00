"""Reading past the sentence: who goes on speaking, where and when it holds, whose government; sentences made for it."""

from __future__ import annotations

from datetime import date

import pytest

from pyrrhus.reading.antecedents import antecedent
from pyrrhus.reading.claim_model import chance_of_claim, claim_features
from pyrrhus.reading.ledger_rows import claim_rows
from pyrrhus.reading.numbers import find_quantities
from pyrrhus.reading.spans_of_time import covered, find_period
from support.readings import WEDNESDAY, read


@pytest.mark.parametrize(
    ("before", "pronoun", "meant"),
    [
        ("Major Anna Weiss led the battery. ", "she", "Major Anna Weiss"),
        ("State radio told another story. ", "it", "State radio"),
        ("The surgeon, who has not slept, led the way. ", "he", "The surgeon"),
        ("I met a brigadier at the ford. He had a map. ", "he", "a brigadier"),
        ("The shells fell all night. ", "it", None),
        ("The spokeswoman was brief. ", "he", None),
    ],
)
def test_a_pronoun_means_the_subject_before_that_can_speak(before: str, pronoun: str, meant: str | None) -> None:
    assert antecedent(before, pronoun) == meant


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Lieutenant Karl Brandt led the patrol. He said 40 French soldiers were killed in Metz.", "Karl Brandt"),
        ("The ferry carries 90 people a day, says the boatman; on Monday it carried 200 people.", "boatman"),
        ("A gunner of the third battery, reached by telephone: “We lost 12 men in Metz this week.”", "gunner"),
        ("Two members of the council, one of whom spoke from a roof, said 30 French soldiers were killed.", "members"),
        ("In his telling, 40 Prussian soldiers were killed in Metz.", "he"),
    ],
)
def test_who_speaks_in_every_form(text: str, speaker: str) -> None:
    said = [draft.speaker for draft in read(text) if draft.quantity]
    assert said
    assert all(speaker in label for label in said)


@pytest.mark.parametrize("heading", ["Displacement", "Access", "Key takeaways", "Metz district"])
def test_the_headings_of_a_bulletin_speak_for_nobody(heading: str) -> None:
    drafts = read(f"{heading}: Around 3,000 people fled Metz on Monday.")
    assert [draft.speaker for draft in drafts] == ["article itself (narration)"]


def test_a_body_that_issues_its_text_speaks_in_it_and_a_news_outlet_does_not() -> None:
    text = "Our volunteers are at work.\nAround 3,000 people fled Metz on Monday, and 40 civilians were killed."
    own = read(text, outlet="Moselle Relief Network", setting="")
    assert {draft.speaker for draft in own} == {"Moselle Relief Network"}
    paper = read(text, outlet="Moselle Daily News", setting="")
    assert {draft.speaker for draft in paper} == {"article itself (narration)"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The road to Nancy is closed.", "Metz"),
        ("Prussian troops stand 12 km from Nancy.", "Metz"),
        ("Prussian troops hold the western districts.", "western Metz"),
        ("Forty soldiers were killed in a village called Gravelotte.", "Gravelotte"),
    ],
)
def test_where(text: str, place: str) -> None:
    found = [draft.place for draft in read(f"Fighting goes on in Metz. {text}")]
    assert found[-1] == place


def test_an_outlet_a_heading_and_a_body_are_no_town() -> None:
    text = (
        "FROM OUR SPECIAL CORRESPONDENT\nThe Moselle Relief Network works in Gravelotte. Shells fell on Gravelotte "
        "again on Monday, and 12 civilians were killed, the Moselle Relief Network said."
    )
    assert {draft.place for draft in read(text, setting="")} == {"Gravelotte"}


def test_a_period_holds_on_in_its_paragraph_and_a_bulletins_in_all_of_it() -> None:
    text = "On Monday Prussian troops captured the fort. They took 300 prisoners and 12 guns."
    assert {(draft.period_from, draft.period_to) for draft in read(text)} == {("2030-05-13", "2030-05-13")}
    head = "Summary of the week\n(6-12 May 2030)\nNothing else is known."
    assert (covered(head, WEDNESDAY).first, covered(head, WEDNESDAY).last) == (date(2030, 5, 6), date(2030, 5, 12))
    assert covered("A letter from Metz\nNothing is known.", WEDNESDAY).first is None


@pytest.mark.parametrize(
    ("clause", "first", "last"),
    [
        ("the garrison left on the 12th", date(2030, 5, 12), date(2030, 5, 12)),
        ("it withdrew in June last year", date(2029, 6, 1), date(2029, 6, 30)),
        ("15,000 people fled over the last week", date(2030, 5, 8), WEDNESDAY),
        ("40 attacks since the start of the day", WEDNESDAY, WEDNESDAY),
        ("they mean to take it before 20 November", None, date(2030, 11, 20)),
        ("in the same week", None, None),
    ],
)
def test_more_periods(clause: str, first: date | None, last: date | None) -> None:
    found = find_period(clause, "", WEDNESDAY)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("all but two of the 14 positions", 12, "positions"),
        ("the 109th day of the war", 109, "days"),
        ("the siege entered its third week", 3, "weeks"),
        ("both bridges were blown up", 2, "bridges"),
        ("the school was shelled twice", 2, "times"),
        ("the engagements have risen to 143", 143, "attacks"),
        ("seven infantry fighting vehicles", 7, "vehicles"),
        ("three and a half months", 3.5, "months"),
    ],
)
def test_more_numbers(words: str, value: float, unit: str) -> None:
    assert [(q.value, q.unit) for q in find_quantities(words)] == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "quantity", "value"),
    [
        ("Prussian troops captured six howitzers in Metz.", "guns_lost", 6),
        ("Eleven French soldiers made the supreme sacrifice.", "killed", 11),
        ("Some 40 French soldiers laid down their arms.", "captured", 40),
        ("Around 3,000 people fled Metz on Monday.", "civilians_displaced", 3000),
        ("Twelve people were killed in the market of Metz.", "civilians_killed", 12),
        ("The rice in Metz will last ten days.", "supplies_days", 10),
        ("His company of 90 has 31 men left, a French officer said.", "personnel", 31),
    ],
)
def test_the_quantity_of_the_vocabulary(text: str, quantity: str, value: float) -> None:
    assert [(d.claims_quantity, d.quantity) for d in read(text) if d.quantity] == [(quantity, value)]


def test_weeks_of_stores_are_days_in_the_ledger() -> None:
    drafts = [draft for draft in read("The rice in Metz will last two weeks.") if draft.quantity]
    assert [row["value"] for row in claim_rows(drafts, published=WEDNESDAY)] == [14]


@pytest.mark.parametrize(("said", "day"), [
    ("in December", "2029-12-31"), ("this month", "2030-05-15"), ("on Monday", "2030-05-13"),
])  # fmt: skip
def test_a_row_is_known_no_earlier_than_its_month_ended(said: str, day: str) -> None:
    drafts = read(f"Metz is of limited strategic value, the Ministry of Defence of France said {said}.")
    assert [row["said_on"] for row in claim_rows(drafts, published=WEDNESDAY)] == [day]


def test_a_worth_that_is_low_because_it_is_denied_is_denied_once() -> None:
    drafts = read("Metz is not of military value, the Ministry of Defence of France said on Monday.")
    assert [draft.stance for draft in drafts] == ["denied"]
    assert [(row["value"], row["stance"]) for row in claim_rows(drafts)] == [("low", "asserts")]


def test_whose_government_and_whose_police() -> None:
    text = (
        "Rebels attacked Arua in Uganda on Monday. The rebels hold the market of Arua. Government troops lost 40 men. "
        "Police officers still hold the jail."
    )
    found = {draft.quote: draft.side for draft in read(text, setting="")}
    assert found["Government troops lost 40 men"] == "UG"
    assert found["Police officers still hold the jail"] == "UG"


def test_a_group_by_its_own_full_name_is_a_side() -> None:
    text = (
        "The Northern Star Front attacked Arua on Monday. It said the Northern Star Front had lost 12 fighters in Arua."
    )
    assert "Northern Star Front" in {draft.side for draft in read(text, setting="")}


def test_what_denies_the_sentence_before_is_a_denied_claim() -> None:
    drafts = read("Prussian troops captured the fort of Metz on Monday. France denies this.")
    assert (drafts[-1].type, drafts[-1].stance) == (drafts[0].type, "denied")


@pytest.mark.parametrize(
    "text",
    [
        "I drove out to Metz in the morning past mule trains.",
        "The ministry gave no figures for its losses.",
        "He has done the run 41 times.",
    ],
)
def test_what_is_no_claim(text: str) -> None:
    assert read(text) == []


def test_the_rules_alone_decide_of_what_was_never_seen() -> None:
    bare = {"side": False, "place": False, "about": False, "numeric": False}
    taken = claim_features({}, "xyzzy plugh", rule=True, kind="none", **bare)
    left = claim_features({}, "xyzzy plugh", rule=False, kind="none", **bare)
    assert chance_of_claim(taken) > chance_of_claim(left)
