"""`manage.py check_deviation CASES.json OUT.json`: the engine's verdicts on a file of cases."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from apps.matching.engine.checking import check_file


class Command(BaseCommand):
    """Parameters, units and counters come from the file, never from the database; no database is needed."""

    help = "Judge every demand against every product of a file of cases, and write verdicts with reasons."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two paths: the cases and the answer."""
        parser.add_argument("cases", type=Path, help="cases as JSON (docs/algorithms/verdict.md)")
        parser.add_argument("out", type=Path, help="where the results are written, as JSON")

    def handle(self, *, cases: Path, out: Path, **options: object) -> None:
        """Run the check. Exits with an error only when a file cannot be read or written as a whole."""
        try:
            summary = check_file(cases, out)
        except (OSError, ValueError) as error:
            raise CommandError(f"{cases}: {error}") from error
        for problem in summary.errors:
            self.stderr.write(problem)
        self.stdout.write(f"{summary.pairs} pairs, {summary.rows} rows, {len(summary.errors)} errors")
