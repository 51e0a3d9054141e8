"""`manage.py parse_requirements IN.jsonl OUT.jsonl`: read requirement lines of tenders."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.taxonomy.language.exchange import answer_lines


class Command(BaseCommand):
    help = "Read one requirement line of a tender from each line of IN and write what it asks for to OUT (JSON lines)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, metavar="IN.jsonl")
        parser.add_argument("target", type=Path, metavar="OUT.jsonl")

    def handle(self, *args: object, source: Path, target: Path, **options: object) -> None:
        try:
            lines = source.read_bytes().decode("utf-8-sig", errors="replace").split("\n")
        except OSError as problem:
            raise CommandError(f"cannot read {source}: {problem.strerror}") from problem
        count = 0
        with target.open("w", encoding="utf-8", errors="replace") as out:
            for answer in answer_lines(lines):
                out.write(answer + "\n")
                count += 1
        self.stdout.write(f"{count} lines read")
