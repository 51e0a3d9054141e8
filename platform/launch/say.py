"""One way of telling the person at the terminal what happens."""

from __future__ import annotations

import os
import sys


def say(text: str) -> None:
    """Print a step at once (a pipe would hold it back). In a terminal the mark is coloured, elsewhere it is plain."""
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    mark = "\x1b[36m▸\x1b[0m" if coloured else "▸"
    print(f"{mark} {text}", flush=True)


def use_safe_output() -> None:
    """Never fail over a character that the terminal's encoding does not have."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
