"""A run keeps what its result follows from, in pieces that runs share; runs from before have none."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0005_first_weight_set")]

    operations = [
        migrations.CreateModel(
            name="EpochPart",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("body", models.BinaryField()),
            ],
            options={"verbose_name": "比对依据"},
        ),
        migrations.AddField(
            model_name="matchrun",
            name="epoch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="matching.epochpart",
            ),
        ),
        migrations.AddField(
            model_name="matchrun",
            name="left_out",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
    ]
