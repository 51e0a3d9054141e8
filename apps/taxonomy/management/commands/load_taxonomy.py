"""`manage.py load_taxonomy`: bring the tables of the 细分领域表 to what the files in apps/taxonomy/data say."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.taxonomy.files import DATA_FOLDER, TaxonomyFileError, read_taxonomy
from apps.taxonomy.services import LoadReport, TableChanges, load_taxonomy


class Command(BaseCommand):
    help = "Load categories, parameters and templates. Idempotent; deletes no category and no parameter."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=DATA_FOLDER, help="where the three .tsv files are")

    def handle(self, *args: object, folder: Path, verbosity: int = 1, **options: object) -> None:
        try:
            files = read_taxonomy(folder)
        except TaxonomyFileError as problem:
            raise CommandError(f"{len(problem.faults)} faults, nothing was loaded:\n{problem}") from problem
        report = load_taxonomy(files)
        if verbosity:
            self._say(report)

    def _say(self, report: LoadReport) -> None:
        tables = (
            ("categories", report.categories),
            ("parameters", report.parameters),
            ("template rows", report.template_rows),
        )
        for name, changes in tables:
            self.stdout.write(f"{name}: {_sentence(changes)}")
        if report.is_empty:
            self.stdout.write("0 changes")


def _sentence(changes: TableChanges) -> str:
    return (
        f"{changes.created} created, {changes.updated} updated, {changes.retired} retired, "
        f"{changes.unchanged} unchanged"
    )
