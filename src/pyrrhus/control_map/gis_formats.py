"""Other formats of maps, read by GDAL through pyogrio (the extra `pyrrhus[gis]`) and given back as plain features."""

from __future__ import annotations

import json
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

from pyrrhus.control_map.map_files import OTHER_FORMATS
from pyrrhus.control_map.profiles import LAYER_FIELD
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import most

NEEDS = "pip install 'pyrrhus[gis]', or save the map as GeoJSON"


def is_other_format(path: Path, data: Any = None) -> bool:
    """Whether a file is read by GDAL: by its name, or because its JSON is TopoJSON or of Esri."""
    if path.name.lower().endswith(OTHER_FORMATS):
        return True
    return isinstance(data, dict) and (
        data.get("type") == "Topology" or ("geometryType" in data and isinstance(data.get("features"), list))
    )


def read_other_format(path: Path) -> dict[str, Any]:
    """All layers of a file as one FeatureCollection in longitude and latitude; of several, each feature has the name of
    its own under `layer`. Raises Refused."""
    try:
        gdal, raw, errors = (import_module(f"pyogrio{part}") for part in ("", ".raw", ".errors"))
    except ImportError:
        raise Refused(f"is {_kind(path)}, which needs GDAL", NEEDS, "gis_extra") from None
    if path.stat().st_size > most("map_bytes"):
        raise too_much("map_bytes", path.stat().st_size, check="file_too_large")
    place = f"/vsizip/{path}" if path.suffix.lower() in (".zip", ".kmz") and _is_zip(path) else str(path)
    features: list[dict[str, Any]] = []
    try:
        layers = [str(name) for name, kind in gdal.list_layers(place) if kind is not None]
        for name in layers:
            features += _features(raw, place, name, {LAYER_FIELD: name} if len(layers) > 1 else {})
            if len(features) > most("map_features"):
                raise too_much("map_features", len(features))
    except Refused:
        raise
    except (errors.DataSourceError, errors.DataLayerError, RuntimeError, ValueError, OSError) as error:
        fix = "open it in a GIS and save it as GeoJSON"
        raise Refused(f"cannot be read as {_kind(path)} ({error})", fix, "gis_format") from None
    if not features:
        raise Refused("holds no layer with shapes", "give a map with polygons", "gis_format")
    return {"type": "FeatureCollection", "features": features}


def _features(raw: Any, place: str, layer: str, beside: dict[str, str]) -> list[dict[str, Any]]:
    import numpy as np
    import shapely
    from pyproj import Transformer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of GDAL, on names and encodings; what cannot be read is an error
        about, _, wkb, columns = raw.read(place, layer=layer, datetime_as_string=True)
    if wkb is None:
        return []
    shapes = shapely.force_2d(shapely.from_wkb(wkb, on_invalid="ignore"))
    if about.get("crs") and about["crs"] not in ("EPSG:4326", "OGC:CRS84"):
        back = Transformer.from_crs(about["crs"], 4326, always_xy=True)
        shapes = shapely.transform(shapes, lambda p: np.column_stack(back.transform(p[:, 0], p[:, 1])))
    names = [str(name) for name in about["fields"]]
    rows = zip(*columns, strict=True) if len(columns) else ((),) * len(shapes)
    return [
        {
            "type": "Feature",
            "properties": {**{n: v for n, v in zip(names, map(_plain, row), strict=True) if v != ""}, **beside},
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for shape, row in zip(shapes, rows, strict=True)
    ]  # fmt: skip


def _plain(value: Any) -> Any:
    """A field as JSON has it; what is missing is an empty text."""
    if value is None or value != value:
        return ""
    return value.item() if hasattr(value, "item") else value


def _kind(path: Path) -> str:
    kinds = {".shp": "a shapefile", ".zip": "a zipped map", ".kml": "KML", ".kmz": "KMZ", ".gpkg": "a GeoPackage"}
    return kinds.get(path.suffix.lower(), "TopoJSON or a format of Esri" if path.suffix == ".json" else path.suffix[1:])


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"
