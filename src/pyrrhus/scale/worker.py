"""A worker process: `python -m pyrrhus.scale.worker`. Frames of pickled tasks come in on stdin, answers go to stdout.

It ends when its stdin does, in the middle of a task too, so that none outlives the process that started it.
"""

from __future__ import annotations

import os
import pickle
import queue
import struct
import sys
import threading
from typing import Any, BinaryIO

HEAD = struct.Struct(">Q")


def write_frame(stream: BinaryIO, value: Any) -> int:
    """Write a value with its length before it; returns the bytes written."""
    content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(HEAD.pack(len(content)) + content)
    stream.flush()
    return HEAD.size + len(content)


def read_frame(stream: BinaryIO) -> bytes | None:
    """The pickle of a value; None where the stream ended, even in the middle."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    size = HEAD.unpack(head)[0]
    content = stream.read(size)
    return content if len(content) == size else None


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not speak between frames
    came: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        while (frame := read_frame(sys.stdin.buffer)) is not None:
            came.put(frame)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        write_frame(answers, _answer(came.get()))


def _answer(frame: bytes) -> tuple[Any, str | None]:
    from pyrrhus.scale.tasks import perform

    try:
        task = pickle.loads(frame)
    except Exception as error:
        return None, f"the worker cannot read the task ({type(error).__name__}: {error})"
    return perform(task, 1)


if __name__ == "__main__":
    main()
