"""Products are found by pairs of letters: a word of two Chinese letters holds no trigram (docs/decisions/0075)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

PAIRS = models.Func(models.F("search_text"), function="suppliers_pairs", output_field=ArrayField(models.TextField()))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("suppliers", "0009_pairs_of_letters")]

    operations = [
        AddIndexConcurrently("product", GinIndex(PAIRS, name="product_search_pairs", fastupdate=False)),
        RemoveIndexConcurrently("product", "product_search_trigrams"),
    ]
