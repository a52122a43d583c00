"""Vintages fitted on the folder that is asked about: monthly under protocol R, without the town's sector under S."""

from __future__ import annotations

from datetime import date

from pyrrhus.control_map.maps import ControlMaps, Town
from pyrrhus.errors import InputError
from pyrrhus.scenario.parameters import Prior
from pyrrhus.skill.baselines.protocols import Protocol
from pyrrhus.skill.calibrate import fit_vintage
from pyrrhus.skill.questions import sector_of_towns
from pyrrhus.skill.vintages import Vintage, read_vintage


class Refit:
    """Puts fitted distributions in place of the table's defaults; the same folder gives the same ones.

    R: fitted on the map up to the first day of the as-of date's month. S: on the map up to its last day, the towns of
    the asked town's sector left out. Where there is too little to fit, the literature's priors stay.
    """

    def __init__(self, maps: ControlMaps, protocol: Protocol) -> None:
        self.maps, self.protocol = maps, protocol
        self.sectors = sector_of_towns(maps, maps.towns)
        self._fitted: dict[date | str, Vintage | None] = {}

    def __call__(self, priors: dict[str, Prior], town: Town, as_of: date) -> dict[str, Prior]:
        vintage = self.vintage(town, as_of)
        return priors if vintage is None else vintage.apply(priors)

    def vintage(self, town: Town, as_of: date) -> Vintage | None:
        """The vintage for a town and a day; None where the map says too little to fit one."""
        key = as_of.replace(day=1) if self.protocol == "R" else self.sectors[town.name]
        if key not in self._fitted:
            self._fitted[key] = self._fit(key)
        return self._fitted[key]

    def _fit(self, key: date | str) -> Vintage | None:
        day = key if isinstance(key, date) else self.maps.last
        towns = [t for t in self.maps.towns if isinstance(key, date) or self.sectors[t.name] != key]
        try:
            return read_vintage(fit_vintage(self.maps, day, towns=towns).to_csv(), day)
        except InputError:
            return None
