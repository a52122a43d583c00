"""The state of all draws, and the view of one of them: both made from the fields that `day.py` puts together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyrrhus.engine.compiling import step
from pyrrhus.engine.day import FIELDS
from pyrrhus.engine.fields import arrays_of, viewer

if TYPE_CHECKING:
    from pyrrhus.engine.fields import DrawArrays

    class State(DrawArrays):
        """One row for each draw: all that a campaign remembers from day to day."""

else:
    State = arrays_of("State", FIELDS, __name__)

# A view is made once for a draw, not once a day: it counts references on memory that all threads share.
DrawView = arrays_of("DrawView", FIELDS, __name__)
view_draw = step(viewer(DrawView, FIELDS))
