"""Products are found by pairs of letters: a word of two Chinese letters holds no trigram (docs/decisions/0075)."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations

from kernel.pairs import PairsOf


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("suppliers", "0008_note_changes"), ("kernel", "0004_pairs_of_letters")]

    operations = [
        AddIndexConcurrently(
            "product", GinIndex(PairsOf("search_text"), name="product_search_pairs", fastupdate=False)
        ),
        RemoveIndexConcurrently("product", "product_search_trigrams"),
        AddIndexConcurrently(
            "product",
            GinIndex(
                fields=["search_text"], opclasses=["gin_trgm_ops"], name="product_search_trigrams", fastupdate=False
            ),
        ),
    ]
