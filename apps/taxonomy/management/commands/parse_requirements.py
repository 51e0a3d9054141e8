"""`manage.py parse_requirements IN.jsonl OUT.jsonl`: read requirement lines of tenders."""

from __future__ import annotations

import json
from functools import lru_cache, partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.taxonomy.language.exchange import answer_lines
from apps.taxonomy.language.types import Reading
from apps.taxonomy.selectors import guess_category, linker_for


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
            for line in lines:
                for answer in answer_lines([line], code_of=partial(_code_of, _text_of(line))):
                    out.write(answer + "\n")
                    count += 1
        self.stdout.write(f"{count} lines read")


def _text_of(line: str) -> str:
    """The text of an input line, for what stands before a name; '' where the line is no such object."""
    try:
        asked = json.loads(line)
        return str(asked["text"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""  # answer_lines says what is wrong with the line


def _code_of(text: str, reading: Reading, instrument: str) -> str | None:
    """The parameter that the printed name means for this instrument, in the taxonomy that is loaded."""
    linker = linker_for(_category_of(instrument))
    around = {"group": reading.group, "unit": reading.unit, "condition": reading.condition}
    link = linker.link(reading.parameter, **around, before=text[: reading.span[0]])
    return link.code if link else None


@lru_cache(maxsize=256)
def _category_of(instrument: str) -> str:
    return guess_category(instrument) or ""
