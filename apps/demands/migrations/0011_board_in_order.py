"""The board in its order, and titles by pairs of letters (docs/decisions/0075)."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Lower

from kernel.pairs import PairsOf


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("demands", "0010_note_changes"), ("kernel", "0004_pairs_of_letters")]

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
    ]
