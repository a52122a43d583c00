"""Other formats of maps, read by GDAL through pyogrio (the extra `pyrrhus[gis]`) and given back as plain features.

GDAL sees a copy in a folder of its own (gis_copy.py), and only what was looked through before (gis_guards.py): what it
is given decides how much time and memory it takes, and it writes notes of its own beside what it reads.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from pyrrhus.control_map.gis_copy import copy_map
from pyrrhus.control_map.gis_guards import check_content
from pyrrhus.control_map.map_files import OTHER_FORMATS
from pyrrhus.control_map.profiles import LAYER_FIELD
from pyrrhus.control_map.topology import features_of_topology
from pyrrhus.inputs.byte_reader import read_bytes
from pyrrhus.inputs.json_reader import parse_json
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import MIB, most

NEEDS = "pip install 'pyrrhus[gis]', or save the map as GeoJSON"
AGAIN = "open it in a GIS and save it as GeoJSON"
ESRI_KEYS = ("geometryType", "spatialReference", "fields", "features")
WORLD = ("EPSG:4326", "OGC:CRS84")
BATCH_BYTES = 64 * MIB  # of a file's own size: where it refers to one shape many times, so much is read before it shows
MOST_ROWS = 1_000


def is_other_format(path: Path, data: Any = None) -> bool:
    """Whether a file is in another format: by its name, or because its JSON is TopoJSON or of Esri."""
    if path.name.lower().endswith(OTHER_FORMATS):
        return True
    return isinstance(data, dict) and (
        data.get("type") == "Topology" or ("geometryType" in data and isinstance(data.get("features"), list))
    )


def read_other_format(path: Path, data: Any = None) -> dict[str, Any]:
    """All layers of a file as one FeatureCollection in longitude and latitude; of several, each feature has the name of
    its own under `layer`. `data` is the document of a file of JSON. Raises Refused."""
    if path.suffix.lower() == ".topojson":
        data = parse_json(read_bytes(path, "map_bytes"), name=path.name)
        if not is_other_format(Path("x"), data):
            raise Refused("holds no topology", AGAIN, "gis_format")
    if isinstance(data, dict) and data.get("type") == "Topology":
        return {"type": "FeatureCollection", "features": features_of_topology(data)}
    try:
        gdal, raw, errors = (import_module(f"pyogrio{part}") for part in ("", ".raw", ".errors"))
    except ImportError:
        raise Refused(f"is {_kind(path)}, which needs GDAL", NEEDS, "gis_extra") from None
    taken = _Taken()
    try:
        with tempfile.TemporaryDirectory(prefix="pyrrhus-map-") as place:
            if data is not None:
                copies = [Path(place) / "map.json"]
                copies[0].write_text(json.dumps({key: data[key] for key in ESRI_KEYS if key in data}), encoding="utf-8")
            else:
                copies = copy_map(path, Path(place))
            for copy in copies:
                again = check_content(copy)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # of GDAL, on names and encodings; what cannot be read is an error
                    layers = _layers(gdal, copy, again)
                    _read_copy(raw, copy, layers, len(copies) > 1, taken)
    except Refused:
        raise
    except (errors.DataSourceError, errors.DataLayerError, RuntimeError, ValueError, OSError, NameError) as error:
        # a NameError is what pyogrio 0.13 raises where a layer's projection cannot be told
        told = str(error).replace(f"{place}/", "")
        raise Refused(f"cannot be read as {_kind(path)} ({told})", AGAIN, "gis_format") from None
    if not taken.features:
        raise Refused("holds no layer with shapes", "give a map with polygons", "gis_format")
    return {"type": "FeatureCollection", "features": taken.features}


@dataclass
class _Taken:
    """The features that were read so far, and what they hold. `add` raises Refused at the first that is too many."""

    features: list[dict[str, Any]] = field(default_factory=list)
    size: int = 0
    values: int = 0

    def count(self, features: int, size: int, values: int) -> None:
        """Count features with their bytes and values before they are made."""
        self.size += size
        self.values += values
        if len(self.features) + features > most("map_features"):
            raise too_much("map_features")
        if self.size > most("map_bytes"):
            raise too_much("map_bytes")
        if self.values > most("json_values"):
            raise too_much("json_values")


def _layers(gdal: Any, copy: Path, again: int) -> list[str]:
    """The layers with shapes in them; `again` is how many values are read again for each."""
    layers = [str(name) for name, kind in gdal.list_layers(copy) if kind is not None]
    if len(layers) > most("map_layers"):
        raise too_much("map_layers", len(layers))
    if len(layers) * again > most("layer_values"):
        raise too_much("layer_values", len(layers) * again)
    return layers


def _read_copy(raw: Any, copy: Path, layers: list[str], several: bool, taken: _Taken) -> None:
    rows = max(1, min(MOST_ROWS, BATCH_BYTES // max(1, copy.stat().st_size)))
    told = {"DOWNLOAD_SCHEMA": "NO", "WRITE_GFS": "NO"} if copy.suffix == ".gml" else {}
    options = {"batch_size": rows, "use_pyarrow": True, "datetime_as_string": True, **told}
    for name in layers:
        beside = {LAYER_FIELD: name} if several or len(layers) > 1 else {}
        with raw.open_arrow(str(copy), layer=name, **options) as (about, batches):
            if len(about["fields"]) > most("table_columns"):
                raise too_much("table_columns", len(about["fields"]))
            for batch in batches:
                _take(batch, about, beside, taken)


def _take(batch: Any, about: dict[str, Any], beside: dict[str, str], taken: _Taken) -> None:
    """Add the rows of one batch to what was taken."""
    import numpy as np
    import shapely
    from pyproj import Transformer

    taken.count(batch.num_rows, batch.nbytes, batch.num_rows * batch.num_columns)
    column, names = about["geometry_name"] or "wkb_geometry", batch.schema.names
    if len(set(names)) < len(names):
        raise Refused("has two fields of one name", AGAIN, "gis_format")
    if column not in names:
        return
    wkb = batch.column(column).to_pylist()
    shapes = shapely.force_2d(shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore"))
    odd = sum(shape is None and bool(data) for shape, data in zip(shapes, wkb, strict=True))
    if odd:
        raise Refused(f"has {odd} shapes that cannot be read (curves perhaps)", AGAIN, "gis_format")
    points = shapely.get_num_coordinates(shapes)
    if len(points) and points.max() > most("polygon_points"):
        number = len(taken.features) + int(np.argmax(points)) + 1
        refused = too_much("polygon_points", int(points.max()))
        raise Refused(f"feature {number}: {refused.what}", refused.fix, refused.check)
    taken.count(batch.num_rows, 0, 3 * int(points.sum()))
    if about.get("crs") and about["crs"] not in WORLD:
        back = Transformer.from_crs(about["crs"], 4326, always_xy=True)
        shapes = shapely.transform(shapes, lambda p: np.column_stack(back.transform(p[:, 0], p[:, 1])))
    names = [str(name) for name in about["fields"]]
    fields = [batch.column(name).to_pylist() for name in names]
    rows = zip(*fields, strict=True) if fields else ((),) * len(shapes)
    for shape, row in zip(shapes, rows, strict=True):
        properties = {n: _plain(v) for n, v in zip(names, row, strict=True) if v not in (None, "") and v == v}
        geometry = None if shape is None else json.loads(shapely.to_geojson(shape))
        taken.features.append({"type": "Feature", "properties": {**properties, **beside}, "geometry": geometry})


def _plain(value: Any) -> Any:
    """A field as JSON has it: dates as text, bytes and what is no single value as what Python writes."""
    return value if isinstance(value, str | int | float) else str(value)


def _kind(path: Path) -> str:
    kinds = {
        ".shp": "a shapefile",
        ".zip": "a zipped map",
        ".kml": "KML",
        ".kmz": "KMZ",
        ".gpkg": "a GeoPackage",
        ".json": "a format of Esri",
        ".topojson": "TopoJSON",
    }
    return kinds.get(path.suffix.lower(), path.suffix[1:])
