"""Reading: numbers, hedges, days, speakers, relays, sides, places and doubts in sentences made for the purpose."""

from __future__ import annotations

from datetime import date

import pytest

from pyrrhus.reading.article import make_article
from pyrrhus.reading.dates import find_dates
from pyrrhus.reading.drafts import Draft, Gazetteer, read_drafts
from pyrrhus.reading.numbers import find_quantities, rate_of

WEDNESDAY = date(2030, 5, 15)
SETTING = "Prussian troops have encircled the city of Metz. French forces still hold Metz. "


def read(
    text: str, *, published: date | None = WEDNESDAY, outlet: str | None = "Daily Paper", setting: bool = True
) -> list[Draft]:
    """Drafts of one more paragraph behind two sentences that say who fights where."""
    whole = f"{SETTING}\n{text}" if setting else text
    drafts = read_drafts(make_article(whole, published=published, outlet=outlet))
    return [d for d in drafts if d.start >= (len(SETTING) if setting else 0)]


def only(text: str, **how: object) -> Draft:
    drafts = read(text, **how)  # type: ignore[arg-type]
    assert len(drafts) == 1, [d.quote for d in drafts]
    return drafts[0]


@pytest.mark.parametrize(
    ("words", "value", "low", "high", "hedge"),
    [
        ("4,500 civilians", 4500, 4500, 4500, "exactly"),
        ("around 4,500 civilians", 4500, 4050, 4950, "about"),
        ("more than a hundred soldiers", 100, 100, None, "at_least"),
        ("up to 200 soldiers", 200, None, 200, "up_to"),
        ("as many as 12 battalions", 12, None, 12, "up_to"),
        ("between 300 and 400 soldiers", 350, 300, 400, "between"),
        ("30 to 40 tanks", 35, 30, 40, "between"),
        ("two dozen tanks", 24, 24, 24, "exactly"),
        ("dozens of tanks", None, 24, 99, "between"),
        ("hundreds of soldiers", None, 200, 999, "between"),
        ("twenty-five soldiers", 25, 25, 25, "exactly"),
        ("three hundred and forty-two men", 342, 342, 342, "exactly"),
        ("1.5 million residents", 1500000, 1500000, 1500000, "exactly"),
        ("half a million people", 500000, 500000, 500000, "exactly"),
        ("nine months", 9, 8.5, 9.5, "exactly"),
        ("fewer than 3,000 troops", 3000, None, 3000, "up_to"),
        ("two of the three bridges", 2, 2, 2, "exactly"),
        ("500 soldiers or more", 500, 500, None, "at_least"),
    ],
)
def test_a_number_keeps_its_hedge(
    words: str, value: float | None, low: float | None, high: float | None, hedge: str
) -> None:
    found = find_quantities(words)[0]
    assert (found.value, found.low, found.high, found.hedge) == (value, low, high, hedge)


@pytest.mark.parametrize("words", [
    "on 12 May 1916", "in 2022", "the 93rd Brigade", "a 34-year-old medic", "at 10:30", "one of the officers",
    "a third of them",
    "in the past two weeks",
])  # fmt: skip
def test_what_is_no_quantity_is_left_out(words: str) -> None:
    assert [q for q in find_quantities(words) if q.unit] == []


@pytest.mark.parametrize(
    ("words", "per"),
    [
        ("300 soldiers a day", "day"),
        ("5,000 shells per day", "day"),
        ("300 killed in a single day", "day"),
        ("300 soldiers", ""),
        ("200 men each week", "week"),
    ],
)
def test_a_rate_is_told_from_a_total(words: str, per: str) -> None:
    assert rate_of(words, find_quantities(words)[0]) == per


@pytest.mark.parametrize(("words", "iso"), [
    ("on Tuesday", "2030-05-14"), ("on Wednesday", "2030-05-15"), ("last Wednesday", "2030-05-08"),
    ("on Thursday", "2030-05-09"),
    ("yesterday", "2030-05-14"), ("in December", "2029-12"), ("in May", "2030-05"), ("on 3 January", "2030-01-03"),
    ("on December 31", "2029-12-31"), ("on 1 March 2028", "2028-03-01"), ("this month", "2030-05"),
    ("last month", "2030-04"),
    ("last week", None), ("on 31 February", None),
])  # fmt: skip
def test_days_resolve_backwards_from_the_day_of_publication(words: str, iso: str | None) -> None:
    assert find_dates(words, WEDNESDAY)[0].iso == iso


def test_a_day_of_the_week_stays_open_without_a_day_of_publication() -> None:
    assert find_dates("on Tuesday", None)[0].iso is None
    draft = only("The mayor said on Tuesday that the roads were cut.", published=None)
    assert draft.said_on is None
    assert "said_on" in draft.check


@pytest.mark.parametrize(("text", "speaker", "quote"), [
    ("General Paul Roux said that the road was cut.", "Paul Roux, General", "the road was cut"),
    ("The road is cut, said Paul Roux, a medic with the Guard.", "Paul Roux, medic with the Guard", "The road is cut"),
    ("The road is cut, according to the city council.", "city council", "The road is cut"),
    ("According to the city council, the road is cut.", "city council", "the road is cut"),
    ('"The road is cut," Roux, the mayor, told reporters.', "Roux, mayor", '"The road is cut,"'),
    ("Unnamed officials believe the road is cut.", "officials (unnamed)", "the road is cut"),
    ("The road is cut, analysts say.", "analysts (unnamed)", "The road is cut"),
    ("The Prussian defence ministry said the road was cut.", "Prussian Ministry of Defence", "the road was cut"),
    ("The road, he claimed, had been cut.", "he (unnamed)", "The road, he claimed, had been cut"),
    ("The road was cut.", "article itself (narration)", "The road was cut"),
])  # fmt: skip
def test_who_speaks(text: str, speaker: str, quote: str) -> None:
    draft = only(text)
    assert (draft.speaker, draft.quote) == (speaker, quote)


def test_a_pronoun_is_the_last_who_spoke() -> None:
    drafts = read(
        "Mayor Anna Weber said the roads were cut. She added that food was scarce. "
        "The army said it held the bridge. It denied a retreat."
    )
    assert [d.speaker for d in drafts] == ["Anna Weber, Mayor"] * 2 + ["army"] * 2
    assert drafts[-1].stance == "denied"


def test_a_quotation_over_several_sentences_has_one_speaker() -> None:
    text = (
        "“The situation in the city is desperate and nobody brings us food,” the nurse Anna Weber told CNN on Tuesday. "
        "“We have treated forty wounded soldiers since the morning and there is no bandage left "
        "in the whole hospital. Nobody will come.”"
    )
    drafts = read(text)
    assert len(drafts) >= 2
    assert {(d.speaker, d.outlet, d.said_on) for d in drafts} == {
        ("Anna Weber, nurse", "CNN (via Daily Paper)", "2030-05-14")
    }


def test_single_marks_quote_where_there_are_no_double_ones() -> None:
    draft = only("‘We don’t have enough shells to hold the city,’ the captain said.")
    assert draft.quote == "‘We don’t have enough shells to hold the city,’"
    assert draft.speaker == "captain (unnamed)"
    assert only("The mayor’s men hold the city’s bridges.").quote == "The mayor’s men hold the city’s bridges"


def test_relays_name_both_outlets_and_the_innermost_speaker() -> None:
    draft = only(
        "Sources told CNN in April that President Paul Roux believes that the army could drive the enemy out of Metz."
    )
    assert draft.speaker == "Paul Roux, President"
    assert draft.outlet == "CNN (via Daily Paper)"
    assert draft.said_on == "2030-04"
    assert draft.stance == "uncertain"
    reported = only("Western officials have been advising France to leave Metz, Reuters reported.")
    assert (reported.speaker, reported.outlet) == ("Western officials (unnamed)", "Reuters (via Daily Paper)")
    assert reported.quote.endswith("leave Metz")


def test_one_sentence_can_hold_two_opposite_claims() -> None:
    text = (
        "French forces hold Metz and German forces attack it. French troops fought German troops.\n"
        "Both armies report that over eighty enemy soldiers were killed every day."
    )
    first, second = [d for d in read(text, setting=False) if d.quantity == 80]
    assert (first.start, first.end) == (second.start, second.end)
    assert {first.side, second.side} == {"FR", "DE"}
    assert {first.unit, first.low, first.high, first.claims_quantity} == {"killed/day", 80, None, "killed_per_day"}
    assert first.speaker != second.speaker


def test_each_side_of_the_other() -> None:
    text = "French forces hold Metz and German forces attack it. French troops fought German troops.\n"
    drafts = [
        d for d in read(text + "Each side says the other loses more than a hundred a day.", setting=False) if d.low
    ]
    assert [(d.side, d.low, d.high, d.claims_quantity) for d in drafts] == [
        (drafts[0].side, 100, None, "casualties_per_day"),
        (drafts[1].side, 100, None, "casualties_per_day"),
    ]
    assert {d.side for d in drafts} == {"FR", "DE"}
    assert all(d.speaker.startswith("France" if d.side == "DE" else "Germany") for d in drafts)


def test_killed_and_wounded_of_one_sentence_are_two_numbers() -> None:
    dead, hurt = read("The mayor said two people were killed and seven, including a child, were wounded.")
    assert (dead.type, dead.quantity, dead.claims_quantity) == ("civilians", 2, "civilians_killed")
    assert (hurt.type, hurt.quantity, hurt.claims_quantity) == ("civilians", 7, None)


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The mayor denied that the city was encircled.", "denied"),
        ("The mayor does not believe that the city is encircled.", "denied"),
        ("The mayor doubts that the city is encircled.", "uncertain"),
        ("The mayor said the city was not encircled.", "denied"),
        ("The mayor said the city might be encircled.", "uncertain"),
        ("The city is reported to be encircled.", "uncertain"),
        ("The mayor said the city was encircled.", "asserted"),
        ("The city was encircled in May.", "asserted"),
        ("The city was encircled by troops who had not slept.", "asserted"),
    ],
)
def test_denial_and_doubt(text: str, stance: str) -> None:
    assert only(text).stance == stance


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("France lost 300 soldiers in the battle.", "FR"),
        ("France killed 300 German soldiers in the battle.", "DE"),
        ("Some 300 German soldiers were killed in the battle.", "DE"),
        ("The French army says it killed 300 enemy soldiers.", "DE"),
        ("French losses reached 300 soldiers.", "FR"),
        ("The French and German armies lost 300 soldiers each.", "none"),
    ],
)
def test_whose_losses(text: str, side: str) -> None:
    setting = "German forces attacked Metz. French forces defended Metz. The German army met the French army.\n"
    drafts = [d for d in read(setting + text, setting=False) if d.start >= len(setting)]
    assert [(d.quantity, d.side) for d in drafts][:1] == [(300, side)]


@pytest.mark.parametrize(
    ("text", "kind", "quantity", "value"),
    [
        ("French forces still hold the city.", "control", "holds", "yes"),
        ("The road into the city is under constant artillery fire.", "road", "road_under_fire", "yes"),
        ("The last road into the city has been cut.", "road", "road_open", "no"),
        ("French troops will try to hold the city.", "intent", "intends_to_hold", "yes"),
        ("Prussia wants to encircle the city.", "intent", "intends_to_encircle", "yes"),
        ("The city has little strategic importance.", "assessment", "place_value", "low"),
        ("The city has become a symbol for both armies.", "assessment", "symbol_value", "high"),
        ("The army has suffered heavy losses.", "casualties", "losses_level", "heavy"),
    ],
)
def test_claims_in_words_find_their_place_in_the_vocabulary(text: str, kind: str, quantity: str, value: str) -> None:
    draft = only(text)
    assert (draft.type, draft.claims_quantity, draft.claims_value) == (kind, quantity, value)


def test_places_are_named_with_their_direction_and_default_to_the_town() -> None:
    assert only("Prussian troops captured villages north of the city.").place == "north of Metz"
    assert only("The road was cut near Sedan.").place == "Sedan"
    assert only("The roads were cut.").place == "Metz"


def test_a_scenario_brings_names_and_roles() -> None:
    gazetteer = Gazetteer(
        {"Metz": "Metz", "Divodurum": "Metz"},
        {"Reds": "Reds", "Red": "Reds", "Blues": "Blues"},
        {"attacker": "Reds", "defender": "Blues"},
        "Metz",
    )
    article = make_article("The Reds lost 40 men at Divodurum. The garrison lost 10 men.", published=WEDNESDAY)
    drafts = read_drafts(article, gazetteer)
    assert [(d.side, d.place, d.quantity) for d in drafts] == [("Reds", "Metz", 40), ("Blues", "Metz", 10)]


def test_headings_bylines_and_datelines_make_no_claims() -> None:
    text = "PARIS, May 15 (Northern Press) - French forces hold Metz.\n"
    text += "Why does Metz matter?\nThe siege so far\nBy our correspondent\n"
    article = make_article(text)
    assert article.outlet == "Northern Press"
    assert [d.quote for d in read_drafts(article)] == ["French forces hold Metz"]


def test_the_outlet_is_not_guessed_from_one_interview() -> None:
    assert make_article("The mayor told CNN that Metz holds.").outlet is None
    twice = make_article(
        "The mayor told CNN that Metz holds. A medic told CNN that Metz holds. It falls, Reuters reported."
    )
    assert (twice.outlet, twice.outlet_is_guess) == ("CNN", True)


def test_a_page_gives_its_text_its_outlet_and_its_day() -> None:
    page = (
        "<!doctype html><html><head><title>x</title><meta property='og:site_name' content='Daily Paper'>"
        "<meta property='article:published_time' content='2030-05-15T08:00:00Z'>"
        "<script>var a='killed 5 soldiers';</script></head>"
        "<body><nav>Home</nav><p>French forces hold <b>Metz</b> &amp; its bridges.</p>"
        "<p>The mayor said on Tuesday the roads were cut.</p></body></html>"
    )
    article = make_article(page)
    assert article.from_html
    assert (article.outlet, article.published) == ("Daily Paper", WEDNESDAY)
    drafts = read_drafts(article)
    assert [article.text[d.start : d.end] for d in drafts] == [
        "French forces hold Metz & its bridges",
        "the roads were cut",
    ]
    assert drafts[1].said_on == "2030-05-14"


def test_lines_wrapped_by_hand_are_one_paragraph() -> None:
    line = "French forces have held the city of Metz against Prussian attacks for\n"
    line += "more than six weeks although the bread is nearly gone and the wells are\n"
    text = (
        line + "poisoned and the guns of the fort have fallen silent one by one and the\n"
        "mayor has asked twice for terms while General Paul Roux said on Tuesday\n"
        "that the garrison would never surrender.\n"
    )
    drafts = read_drafts(make_article(text, published=WEDNESDAY))
    assert drafts[-1].speaker == "Paul Roux, General"
