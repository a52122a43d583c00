"""The gate is shut by default: a field that no entry speaks of does not pass, nor is an entry without its field."""

from __future__ import annotations

from pathlib import Path

import pytest

import pyrrhus
from pyrrhus.scenario.as_of import as_of
from pyrrhus.scenario.gate_fields import FILE_FIELDS, SCENARIO_FIELDS
from pyrrhus.scenario.schema import Scenario, ScenarioFile

SMALL = Path(__file__).parents[1] / "scenarios" / "small"


class ScenarioWithSecret(Scenario):
    secret: str = "of tomorrow"


class FileWithSecret(ScenarioFile):
    secret: str = "of tomorrow"


@pytest.fixture
def small() -> Scenario:
    return pyrrhus.load(SMALL)


@pytest.mark.parametrize(("model", "listed"), [(Scenario, SCENARIO_FIELDS), (ScenarioFile, FILE_FIELDS)])
def test_every_field_has_an_entry(model: type[Scenario | ScenarioFile], listed: dict[str, str]):
    assert set(model.model_fields) == set(listed)
    assert all(listed.values())


def test_an_unlisted_field_of_a_scenario_does_not_pass(small: Scenario):
    grown = ScenarioWithSecret.model_construct(**dict(small))
    with pytest.raises(TypeError, match="secret"):
        as_of(grown, small.file.as_of)


def test_an_unlisted_field_of_the_file_does_not_pass(small: Scenario):
    grown = small.model_copy(update={"file": FileWithSecret.model_construct(**dict(small.file))})
    with pytest.raises(TypeError, match="secret"):
        as_of(grown, small.file.as_of)


def test_what_is_listed_passes(small: Scenario):
    assert as_of(small, small.file.as_of).file.as_of == small.file.as_of
