"""What a caller may choose and may know besides the claims themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pyrrhus.claims.ledger import Side
from pyrrhus.claims.source_priors import SourceTable

Wanted = tuple[str, Side | None, str | None]


@dataclass(frozen=True)
class FusionOptions:
    """How claims are weighed. The defaults are meant to be right; each field is a judgement that can be looked at.

    `noise_log_sd` is the spread (log) of a plain figure of middling credibility round truth times bias.
    `repeat_correlation_0_1` is how far the errors of one source about one quantity and period go together.
    `learn_spread` lets the claims say how noisy their sources are. `wanted` lists (quantity, side, place) that must
    be answered even where nobody spoke of them. `echo_days` is how close two equal figures must be to count as one.
    `known_sources` is what other data say of sources by then, as priors (docs/decisions/007_source_records.md).
    """

    noise_log_sd: float = 0.2
    repeat_correlation_0_1: float = 0.5
    learn_spread: bool = True
    use_echoes: bool = True
    use_flags: bool = True
    echo_days: int = 14
    weight_shown: float = 0.001
    periods_shown: int = 6
    wanted: tuple[Wanted, ...] = ()
    known_sources: SourceTable | None = None


@dataclass(frozen=True)
class FusionContext:
    """What is known besides the claims: used by the checks, and for periods that a claim leaves open.

    `start` is the first day of the battle. `map_taken_on` says per place and side when a dated map first showed the
    place as that side's (absent: not to the as-of date). `map_seen_to` is the newest map in hand. `personnel` is how
    many of a side were present, by "side:place", or by side for its whole front. `side_words` and `place_names` are for
    sentences. `centre` is the place that is assessed, `loss_spans` the stretches (first, last day) of its history, the
    newest last. `outlet_lag_days` is how old a quotation may be before it is flagged.
    """

    start: date | None = None
    map_taken_on: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    map_places: frozenset[str] | None = None
    map_seen_to: date | None = None
    personnel: Mapping[str, float] = field(default_factory=dict)
    side_words: Mapping[str, str] = field(default_factory=dict)
    quote_age_days: int = 30
    place_names: Mapping[str, str] = field(default_factory=dict)
    centre: str | None = None
    loss_spans: tuple[tuple[date, date], ...] = ()
