"""A metric projection local to a town: azimuthal equal-area centred there, in km, so that areas are true."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Projection:
    """Longitude and latitude (WGS 84, degrees) to x east and y north of the centre (km) and back.

    Lambert azimuthal equal-area (Snyder 1987, USGS Professional Paper 1395); within 60 km of the centre distances
    err by less than 2 in 100,000.
    """

    lat: float
    lon: float

    @cached_property
    def _transformer(self) -> Any:
        from pyproj import CRS, Transformer

        local = CRS.from_proj4(f"+proj=laea +lat_0={self.lat} +lon_0={self.lon} +datum=WGS84 +units=km +no_defs")
        return Transformer.from_crs(CRS.from_epsg(4326), local, always_xy=True)

    def to_xy(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Degrees to km; arrays of any one shape."""
        x, y = self._transformer.transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        return np.asarray(x), np.asarray(y)

    def to_lonlat(self, x_km: ArrayLike, y_km: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Km to degrees; arrays of any one shape."""
        lon, lat = self._transformer.transform(
            np.asarray(x_km, dtype=float), np.asarray(y_km, dtype=float), direction="INVERSE"
        )
        return np.asarray(lon), np.asarray(lat)


def bearing_deg(x_km: ArrayLike, y_km: ArrayLike) -> NDArray[np.float64]:
    """Bearing from the centre, degrees clockwise from north, 0 to 360."""
    return np.degrees(np.arctan2(np.asarray(x_km, dtype=float), np.asarray(y_km, dtype=float))) % 360.0
