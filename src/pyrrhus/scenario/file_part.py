"""What every part of `scenario.yaml` is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class FilePart(BaseModel):
    """A part of scenario.yaml: strict about names, frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)
