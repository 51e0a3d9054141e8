"""The child's side of `kernel.sandbox`: limits itself, then imports and calls the reader. Standard library only."""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
from dataclasses import dataclass

RESULT = "result"
REFUSED = "refused"
MISTAKE = "mistake"
MOST_OPEN_FILES = 64


class Unreadable(Exception):
    """A reader's refusal of its input. The text is shown to people: it says what is wrong and the way out.

    It is `marked`, and `words` go into its named placeholders; the parent says it in the reader's language.
    """

    def __init__(self, text: str, **words: str) -> None:
        super().__init__(text % words if words else text)
        self.text = text
        self.words = words


def marked(text: str) -> str:
    """The text as it is; locale/update.py finds it by this call. (The child knows no Django.)"""
    return text


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: processor seconds, bytes of address space, seconds on the wall clock."""

    cpu_seconds: int
    memory_bytes: int
    wall_seconds: float

    def as_argument(self) -> str:
        """Write the limits for the command line."""
        return f"{self.cpu_seconds},{self.memory_bytes},{self.wall_seconds}"

    @classmethod
    def from_argument(cls, text: str) -> Limits:
        """Read what `as_argument` wrote."""
        cpu_seconds, memory_bytes, wall_seconds = text.split(",")
        return cls(int(cpu_seconds), int(memory_bytes), float(wall_seconds))


def limit_self(limits: Limits) -> None:
    """Give up everything but the limits; nothing gives it back."""
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, MOST_OPEN_FILES, MOST_OPEN_FILES),
        (resource.RLIMIT_NPROC, 0, 0),
    ):
        resource.setrlimit(kind, (soft, hard))
    # A second clock, in case the parent dies: the alarm ends the process by itself.
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + 1)


def call(target: str, payload: bytes) -> dict[str, object]:
    """Call the reader and wrap its answer or its refusal. A target that does not exist is the caller's mistake."""
    module_name, _, function_name = target.partition(":")
    try:
        function = getattr(importlib.import_module(module_name), function_name)
    except (ImportError, AttributeError) as mistake:
        return {MISTAKE: str(mistake)}
    try:
        return {RESULT: function(payload)}
    except Unreadable as refusal:
        return {REFUSED: {"message": refusal.text, "words": refusal.words}}
    except MemoryError:
        return {REFUSED: {"memory": True}}
    except Exception:
        # Whatever a library throws at foreign data means the same: these data are broken.
        return {REFUSED: {"message": ""}}


def main() -> None:
    """Read the payload from standard input, write one JSON document to standard output."""
    target, limits = sys.argv[1], Limits.from_argument(sys.argv[2])
    payload = sys.stdin.buffer.read()
    # What a library prints must not mix with the answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit_self(limits)
    text = json.dumps(call(target, payload), ensure_ascii=True)
    answer.write(text.encode())
    answer.flush()
    os._exit(0)


if __name__ == "__main__":
    # The reader imports this module under its own name; its Unreadable must be the one that is caught here.
    from kernel.sandbox_child import main as main_under_its_own_name

    main_under_its_own_name()
