"""What was read from a document is kept, with the package that was chosen of it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demands", "0007_edits_done_again")]

    operations = [
        migrations.AddField("sourcedocument", "tender", models.JSONField(default=dict)),
        migrations.AddField("sourcedocument", "package", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField(
            "sourcedocument",
            "origin",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="copies",
                to="demands.sourcedocument",
            ),
        ),
        migrations.AlterField(
            "sourcedocument",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "等待读取"),
                    ("reading", "读取中"),
                    ("choosing", "待选包"),
                    ("read", "已读取"),
                    ("refused", "无法读取"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
