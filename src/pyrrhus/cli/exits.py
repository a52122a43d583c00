"""How a command ends: 0 done, 2 the input is wrong, 3 the run failed, 130 interrupted, 143 ended; messages go to
stderr.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

INTERRUPTED = 130
PIPE_CLOSED = 141


class EndedBySignal(BaseException):
    """The process was told to end: everything on the way out is taken down as after an interrupt."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


def run_to_exit_code(run: Callable[[], Any]) -> int:
    """Run a command and give its exit code; no error leaves it as a traceback."""
    import typer

    from pyrrhus.errors import InputError, PyrrhusError

    try:
        with _end_in_order():
            code = run()
            sys.stdout.flush()
        return _interrupted() if code == INTERRUPTED else code if isinstance(code, int) else 0
    except InputError as error:
        from pyrrhus.cli.usage import with_options

        _tell("\n".join(with_options(error.problems)))
        return error.exit_code
    except PyrrhusError as error:
        _tell(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return _interrupted()
    except EndedBySignal as stop:
        _tell("ended from outside")
        return 128 + stop.number
    except typer.Exit as stop:
        return stop.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains at its own end
        return PIPE_CLOSED
    except Exception as error:
        if error.__class__.__module__.startswith(("click", "typer")):
            if error.__class__.__name__ == "Abort":
                return _interrupted()
            from pyrrhus.cli.usage import usage_words

            _tell(usage_words(error))
            return 2
        _tell(f"the run failed: {error.__class__.__name__}: {error}")
        return 3


@contextmanager
def _end_in_order() -> Iterator[None]:
    """While a command runs, SIGTERM and SIGHUP end it as an exception does; only the main thread can arrange that."""

    def end(number: int, _: FrameType | None) -> None:
        raise EndedBySignal(number)

    names = ("SIGTERM", "SIGHUP") if threading.current_thread() is threading.main_thread() else ()
    before = {}
    for number in (getattr(signal, name) for name in names if hasattr(signal, name)):
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup has it ignored, and is right
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(words: str) -> None:
    from pyrrhus.present.characters import say

    say(words, err=True)


def _interrupted() -> int:
    _tell("interrupted")
    return INTERRUPTED
