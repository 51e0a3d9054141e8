"""`manage.py rebuild_catalogue`: the catalogue's files made anew, family by family, beside running processes."""

from __future__ import annotations

from time import perf_counter

from django.core.management.base import BaseCommand

from apps.matching.rebuilding import Progress, rebuild


class Command(BaseCommand):
    """For the first start on a machine and after bulk loads; otherwise a family is made when somebody asks for it."""

    help = "Make the files of the catalogue on this machine anew, family by family; freeze the spreads of parameters."

    def handle(self, *_args: object, **_options: object) -> None:
        """Say how far it is after each family."""
        began = perf_counter()

        def say(progress: Progress, family: str) -> None:
            done = f"{progress.families_done}/{progress.families} families"
            products = f"{progress.products_done:,}/{progress.products:,} products"
            self.stdout.write(f"{perf_counter() - began:7.1f} s  {done}  {products}  {family}")

        ended = rebuild(say)
        self.stdout.write(f"{ended.products_done:,} products in {ended.families} families are kept")
