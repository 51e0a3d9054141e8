"""Runs several management commands in one process, since each start of Django costs seconds.

`python -m config.prepare migrate load_taxonomy …` prints what the commands print, and after each a line
"done: <command>", by which run.py knows when the schema is there and the site may start.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import django
from django.core.management import CommandError, call_command


def main(commands: Sequence[str]) -> None:
    """Run the commands in order; the first one that fails ends the process with its error."""
    django.setup()
    for command in commands:
        try:
            call_command(command, **({"verbosity": 0} if command == "migrate" else {}))
        except CommandError as error:  # a refusal in words; any other error shows where it comes from
            sys.exit(f"{command}: {error}")
        sys.stdout.write(f"done: {command}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
