"""How a command ends: 0 done, 2 the input is wrong, 3 the run failed, 130 interrupted; messages go to stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

INTERRUPTED = 130


def run_to_exit_code(run: Callable[[], Any]) -> int:
    """Run a command and give its exit code; no error leaves it as a traceback."""
    import typer

    from pyrrhus.errors import PyrrhusError

    try:
        code = run()
        return _interrupted() if code == INTERRUPTED else code if isinstance(code, int) else 0
    except PyrrhusError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return _interrupted()
    except typer.Exit as stop:
        return stop.exit_code
    except Exception as error:
        if error.__class__.__module__.startswith(("click", "typer")):
            if error.__class__.__name__ == "Abort":
                return _interrupted()
            show = getattr(error, "show", None)
            if show:
                show()
            return 2
        print(f"the run failed: {error.__class__.__name__}: {error}", file=sys.stderr)
        return 3


def _interrupted() -> int:
    print("interrupted", file=sys.stderr)
    return INTERRUPTED
