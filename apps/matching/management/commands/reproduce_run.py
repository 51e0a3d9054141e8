"""`manage.py reproduce_run R-000123`: a stored run worked out again and compared byte for byte."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError

from apps.matching.models import MatchRun
from apps.matching.reproducing import MOST_SAID, NotReproducible, reproduce

DIFFERS, IMPOSSIBLE = 1, 2
_CODE = re.compile(r"(?:R-)?0*(\d{1,18})", re.IGNORECASE)


def run_number(text: str) -> int:
    """The number of a run as people quote it: R-000123 or 123."""
    found = _CODE.fullmatch(text.strip())
    if found is None:
        raise ArgumentTypeError(f"not the number of a run: {text!r}; give it as R-000123 or 123")
    return int(found[1])


class Command(BaseCommand):
    """Ends with 0 when every byte is the same, 1 when something differs, 2 when the run can't be worked out again."""

    help = "Work a stored run out again from the revisions, statistics and weights of its time, and compare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The run's number."""
        parser.add_argument("run", type=run_number, help="the run: R-000123 or 123")

    def handle(self, *, run: int, **options: object) -> None:
        """Say what differs, line by line, or that nothing does."""
        found = MatchRun.objects.select_related("version__category", "version__demand", "epoch").filter(pk=run).first()
        if found is None:
            raise CommandError(f"there is no run {run}", returncode=IMPOSSIBLE)
        began = perf_counter()
        try:
            answer = reproduce(found)
        except NotReproducible as problem:
            raise CommandError(f"{found.code} can't be reproduced: {problem}", returncode=IMPOSSIBLE) from problem
        said = f"{answer.lines} lines over {answer.products} products in {(perf_counter() - began) * 1000:.0f} ms"
        if answer.is_same:
            self.stdout.write(f"{found.code} is the same, byte for byte: {said}; SHA-256 {answer.stored}")
            return
        for line in answer.differences[:MOST_SAID]:
            self.stdout.write(line)
        if len(answer.differences) > MOST_SAID:
            self.stdout.write(f"… and {len(answer.differences) - MOST_SAID} more")
        words = f"{len(answer.differences)} differences, {said}; stored {answer.stored}, again {answer.again}"
        raise CommandError(f"{found.code} differs: {words}", returncode=DIFFERS)
