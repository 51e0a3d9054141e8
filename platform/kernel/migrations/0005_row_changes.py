"""The list of changed rows, the function by which the database writes it, and the question to it."""

from django.db import migrations, models

from kernel.row_changes import CHANGES_SINCE, LIST_CHANGES


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_pairs_of_letters")]

    operations = [
        migrations.CreateModel(
            name="RowChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=63)),
                ("row_id", models.BigIntegerField()),
                ("xact", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["name", "xact"], name="row_changes_by_transaction")]},
        ),
        LIST_CHANGES,
        CHANGES_SINCE,
    ]
