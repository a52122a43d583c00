"""Checks of the sections parameters, values and civilians."""

from __future__ import annotations

from collections.abc import Iterator

from pyrrhus.claims.priors import LOSSES
from pyrrhus.scenario.checks.common import PlaceAdvice
from pyrrhus.scenario.checks.registry import Found, at, check, check_each
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.nearest import shown
from pyrrhus.scenario.parameters import SECTIONS, Prior, quantity_meant, read_prior, unwrap

CLIPPED_SHARE = 0.1


@check("claims at a place that places.csv does not have", "write the id of a place", needs="places")
def parameter_claims_place(draft: FolderDraft) -> Iterator[Found]:
    advice = PlaceAdvice(draft)
    for path, _, prior, _ in _read(draft):
        source = prior.claims_quantity if prior is not None else None
        if source is not None and source.place is not None and source.place not in draft.place_ids:
            yield *at(draft, path), *advice.on(source.place)


@check(
    "a parameter to be taken from claims of which there are none",
    "add the claims or write a distribution",
    needs="claims",
    severity="warning",
)
def parameter_without_claims(draft: FolderDraft) -> Iterator[Found]:
    there = {(claim.quantity, claim.side, claim.place) for claim in draft.rows["claims"]}
    for path, name, prior, _ in _read(draft):
        source = prior.claims_quantity if prior is not None else None
        if source is None:
            continue
        place = source.place or draft.file.centre
        linked = source.quantity.removesuffix("_per_day") in LOSSES or source.quantity == "exchange_ratio_killed"
        where = {None, place} if linked else {place}  # losses of the whole front speak of the town's too
        if not any((source.quantity, source.side, at_place) in there for at_place in where):
            found = (
                f"{name}: there are no claims of {source.quantity}"
                + (f" of the {source.side}" if source.side else "")
                + f" at {place}"
            )
            yield (
                *at(draft, path),
                found,
                "related claims (casualties, other periods) stand in where there are any; else write a distribution",
            )


@check(
    "claims of a quantity in the right unit that means another thing than the parameter",
    "name the quantity that the parameter means, or write a distribution",
    severity="warning",
)
def parameter_claims_other_thing(draft: FolderDraft) -> Iterator[Found]:
    for path, name, prior, _ in _read(draft):
        source = prior.claims_quantity if prior is not None else None
        if prior is None or source is None or source.quantity == (meant := quantity_meant(prior.parameter)):
            continue
        fix = f"write {{claims: {meant}}}" if meant else "write a number or a distribution"
        yield (
            *at(draft, path),
            f"{name} is {prior.parameter.meaning}; claims of {source.quantity} mean another thing",
            fix,
        )


@check("a distribution of which more than a tenth lies outside the bounds", "make it narrower", severity="warning")
def parameter_clipped(draft: FolderDraft) -> Iterator[Found]:
    for path, name, prior, _ in _read(draft):
        if prior is None or prior.distribution is None or prior.claims_quantity is not None:
            continue
        share = prior.distribution.clipped_share
        if share > CLIPPED_SHARE:
            found = f"{name}: {share:.0%} of the distribution lies outside the bounds and is moved onto them"
            low, high = prior.parameter.low, prior.parameter.high
            yield *at(draft, path), found, f"write one that stays between {low:g} and {high:g}"


@check(
    "a child's share or a count of civilians given twice, as number and as share",
    "keep one",
    needs="civilians",
    severity="warning",
)
def civilians_given_twice(draft: FolderDraft) -> Iterator[Found]:
    given = draft.file.civilians
    if "civilians_remaining" in given and "civilians_share_0_1" in given:
        yield (
            *at(draft, "civilians.civilians_share_0_1"),
            "civilians_remaining is given too, so the share is not used",
            "keep one of the two",
        )


def _read(draft: FolderDraft) -> Iterator[tuple[str, str, Prior | None, list[tuple[str, str, str]]]]:
    for section in SECTIONS:
        if section in draft.bad_keys:
            continue
        for name, value in getattr(draft.file, section).items():
            prior, wrongs = read_prior(name, unwrap(value), section=section)
            yield f"{section}.{name}", name, prior, wrongs


def _wrong(draft: FolderDraft, check_name: str) -> Iterator[Found]:
    for path, name, _, wrongs in _read(draft):
        for what, fix, named in wrongs:
            if named == check_name:
                yield *at(draft, path), f"{shown(name)}: {what}", fix


check_each(
    _wrong,
    {
        "parameter_unknown": ("a parameter that the table does not have", "write the nearest name"),
        "parameter_section": ("a parameter under the wrong section", "write it under its own section"),
        "parameter_absent": ("none for a parameter that cannot be absent", "remove the line for the default"),
        "parameter_distribution": (
            "a distribution that is misspelt, or whose settings do not fit",
            "write it as in the table of distributions",
        ),
        "parameter_bounds": ("a number out of the bounds of its parameter", "write one within"),
        "parameter_claims_quantity": (
            "claims of a quantity that does not exist, of another unit, or without its side",
            "name a quantity that fits",
        ),
    },
)
