"""The board in its order, and titles by the letters they hold (docs/decisions/0075)."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Lower

from kernel.pairs import PairsOf


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("demands", "0010_note_changes"),
        ("kernel", "0004_pairs_of_letters"),
        ("suppliers", "0002_product_search"),  # pg_trgm
    ]

    operations = [
        AddIndexConcurrently(
            "demand",
            models.Index(
                fields=["status", "-updated_at", "-id"],
                name="demand_on_board",
                condition=models.Q(("published_version__isnull", False)),
            ),
        ),
        AddIndexConcurrently(
            "demandversion", GinIndex(PairsOf(Lower("title")), name="demand_version_title_pairs", fastupdate=False)
        ),
        AddIndexConcurrently(
            "demandversion",
            GinIndex(OpClass(Lower("title"), "gin_trgm_ops"), name="demand_version_title_trigrams", fastupdate=False),
        ),
    ]
