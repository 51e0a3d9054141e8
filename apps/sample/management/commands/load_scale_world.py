"""`manage.py load_scale_world`: an invented market of any size in the real tables, plainly marked 示例."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.sample.scale import loading

SAID_EVERY_SECONDS = 5.0


class Command(BaseCommand):
    """Fill the tables by COPY; only where nothing real stands."""

    help = "Load an invented market of national size (institutions, makers, products, demands)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The size, the seed, and what may be taken away."""
        parser.add_argument("--products", type=int, default=1_000_000)
        parser.add_argument("--demands", type=int, default=100_000)
        parser.add_argument("--seed", type=int, default=1, help="another seed is another market")
        parser.add_argument("--replace", action="store_true", help="empty all sample data first; writes it anew")
        parser.add_argument("--keep-indexes", action="store_true", help="keep them up row by row; slower")
        parser.add_argument("--in-production", action="store_true", help="allow it under production's settings")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and tell the pace. Raises CommandError where it must not be loaded."""
        if settings.SETTINGS_MODULE == "config.settings.prod" and not options["in_production"]:
            raise CommandError("These are production's settings. If you mean it, say --in-production.")
        self._began = self._said = time.monotonic()
        self._rows = 0
        try:
            loading.load(
                products=options["products"],
                demands=options["demands"],
                seed=options["seed"],
                replace=options["replace"],
                dropping=not options["keep_indexes"],
                say=self._say,
            )
        except loading.Refused as refusal:
            raise CommandError(str(refusal)) from None
        self._print(f"{options['products']:,} products and {options['demands']:,} demands loaded")

    def _say(self, name: str, done: int, rows: int) -> None:
        self._rows += rows
        if time.monotonic() - self._said >= SAID_EVERY_SECONDS:
            self._said = time.monotonic()
            self._print(f"{done:,} {name}" if done else name)

    def _print(self, what: str) -> None:
        took = time.monotonic() - self._began
        self.stdout.write(f"{what} · {self._rows:,} rows in {took:.1f} s · {self._rows / took:,.0f} rows/s")
        self.stdout.flush()
