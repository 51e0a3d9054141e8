"""`manage.py read_tender OUT.json FILE…`: what tender documents ask for."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from apps.demands.exchange import read_file


class Command(BaseCommand):
    help = (
        "Read tender documents (Office, WPS, PDF, pages, text; amendments too) and write their packages, requirement "
        "rows and changes to OUT (a JSON list)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, metavar="OUT.json")
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")

    def handle(self, *args: object, target: Path, files: list[Path], **options: object) -> None:
        answers = [read_file(path) for path in files]
        text = json.dumps(answers, ensure_ascii=False, indent=1)
        target.write_text(text, encoding="utf-8", errors="replace")
        refused = sum("error" in answer for answer in answers)
        self.stdout.write(f"{len(answers)} files read, {refused} refused")
