"""Brand of a reference product, and the text that the catalogue searches, with its trigram index."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0001_initial")]

    operations = [
        TrigramExtension(),
        migrations.AddField("product", "brand", models.CharField(blank=True, max_length=60, verbose_name="品牌")),
        migrations.AddField("product", "search_text", models.TextField(blank=True, editable=False)),
        migrations.AddIndex(
            "product",
            GinIndex(fields=["search_text"], name="product_search_trigrams", opclasses=["gin_trgm_ops"]),
        ),
    ]
