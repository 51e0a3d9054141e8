"""`manage.py export_outcomes`: what people made of matches, without names, for measuring offline."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from apps.deals.reactions import exported


class Command(BaseCommand):
    """One JSON object a line, oldest first; the sample world is left out unless it is asked for."""

    help = "Write shortlists, dismissals with their reasons, trials and purchases as JSON lines without names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and whether the sample world counts."""
        parser.add_argument("--out", type=Path, help="a file that does not exist yet; else the terminal")
        parser.add_argument("--with-sample", action="store_true", help="with rows of the sample world")

    def handle(self, *, out: Path | None, with_sample: bool, **options: object) -> None:
        """Write, and say how many."""
        lines = (json.dumps(row, ensure_ascii=False) for row in exported(with_sample=with_sample))
        if out is None:
            for line in lines:
                self.stdout.write(line)
            return
        try:
            count = _write(out, lines)
        except OSError as problem:
            raise CommandError(f"{out} can't be written: {problem.strerror}") from problem
        self.stdout.write(f"{count} rows in {out}")


def _write(out: Path, lines: Iterable[str]) -> int:
    """Never over an older export: measurements are compared."""
    count = 0
    with out.open("x", encoding="utf-8") as file:
        for count, line in enumerate(lines, start=1):  # noqa: B007  the last one is the count
            file.write(line + "\n")
    return count
