"""Any text can be read: no exception, spans that lie in the text, numbers in order, and the same drafts twice."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from pyrrhus.claims.vocabulary import quantities
from pyrrhus.reading.article import make_article
from pyrrhus.reading.drafts import read_drafts
from pyrrhus.reading.kinds import TYPES
from pyrrhus.reading.ledger_rows import claim_rows

WORDS = st.sampled_from(
    [
        "The",
        "army",
        "said",
        "that",
        "it",
        "had",
        "lost",
        "300",
        "soldiers",
        "killed",
        "and",
        "wounded",
        "a",
        "day",
        ",",
        "and",
        '"',
        "Metz",
        "“",
        "”",
        ".",
        ";",
        ":",
        "–",
        "-",
        "but",
        "Russia",
        "Ukraine",
        "told",
        "CNN\n",
        "",
        "",
        "",
        "on",
        "Tuesday",
        "according",
        "to",
        "he",
        "they",
        "enemy",
        "between",
        "10",
        "and",
        "20",
        "up",
        "to",
        "more",
        "than",
        "a",
        "hundred",
        "dozens",
        "of",
        "tanks",
        "the",
        "city",
        "was",
        "encircled",
        "denied\n",
        "",
        "",
        "",
        "may",
        "not",
        "who",
        ",",
        "which",
        "including",
        "as",
        "after",
        "road",
        "bridge",
        "civilians",
        "4,500",
        "%",
        "(",
        ")",
        "'",
        "’",
        "?",
        "!",
        "\n",
        "\n\n",
        "In",
        "December",
        "Both",
        "sides",
        "claim",
        "half",
        "of\n",
        "",
        "",
        "",
        "Institute",
        "for",
        "the",
        "Study",
        "of",
        "War",
        "quoted",
        "as",
        "saying",
        "per",
        "day",
        "12",
        "miles",
        "from",
        "north",
        "of",
        "U.S.",
        "Gen.",
        "1.",
        "I",
        "II",
        "1916",
        "99999999999999999999",
    ]
)
PROSE = st.lists(WORDS, max_size=60).map(" ".join)
DAYS = st.one_of(st.none(), st.dates(), st.sampled_from([date.min, date.max]))


def holds(text: str, published: date | None) -> None:
    """What must be true of the drafts of any text."""
    article = make_article(text, published=published)
    drafts = read_drafts(article)
    assert drafts == read_drafts(article)
    for draft in drafts:
        assert 0 <= draft.start < draft.end <= len(article.text)
        assert draft.quote == article.text[draft.start : draft.end]
        assert draft.type in TYPES
        assert draft.stance in ("asserted", "denied", "uncertain")
        assert draft.speaker
        assert draft.side
        if draft.low is not None and draft.high is not None:
            assert draft.low <= draft.high
        if draft.claims_quantity is not None:
            assert draft.claims_quantity in quantities()
            if draft.claims_value is not None:
                assert draft.claims_value in quantities()[draft.claims_quantity].categories
    rows = claim_rows(drafts, published=published)
    assert {row["confirmed"] for row in rows} <= {"no"}
    assert len({row["id"] for row in rows}) == len(rows)


@given(st.text(max_size=400), DAYS)
@settings(max_examples=60)
def test_any_text_can_be_read(text: str, published: date | None) -> None:
    holds(text, published)


@given(PROSE, DAYS)
@settings(max_examples=120)
def test_any_jumble_of_news_words_can_be_read(text: str, published: date | None) -> None:
    holds(text, published)


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div",
                ">",
                "<script>",
                "</script>",
                "&amp;",
                "&#0;",
                "<!--",
                "-->",
                "The army lost 300 men. ",
            ]
        ),
        max_size=30,
    )
)
@settings(max_examples=40)
def test_any_markup_can_be_read(pieces: list[str]) -> None:
    holds("<html>" + "".join(pieces), None)
