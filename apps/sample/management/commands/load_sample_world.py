"""`manage.py load_sample_world`: invented institutions, makers, products and demands, plainly marked 示例."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import Organisation
from apps.demands.models import Demand
from apps.sample import world
from apps.suppliers.models import Product
from apps.taxonomy.models import Category


class Command(BaseCommand):
    """Fill the database with the sample world; a second run changes nothing."""

    help = "Load the sample world (invented organisations, products, demands)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and count. Raises CommandError when the taxonomy is missing."""
        if not Category.objects.exists():
            raise CommandError("The taxonomy is not loaded. Run load_taxonomy first.")
        is_new = world.load()
        counts = (
            (Organisation.objects.filter(is_sample=True).count(), "organisations"),
            (Product.objects.filter(is_sample=True).count(), "products"),
            (Demand.objects.filter(is_sample=True).count(), "demands"),
        )
        words = ", ".join(f"{count} {name}" for count, name in counts)
        self.stdout.write(f"sample world {'loaded' if is_new else 'already there'}: {words}")
