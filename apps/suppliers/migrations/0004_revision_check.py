"""Why a revision was made, and whether an administrator has looked at it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CAUSES = [
    ("created", "建立"),
    ("edited", "修改"),
    ("imported", "导入"),
    ("evidence", "记录证据"),
    ("confirmed", "核对证据"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("suppliers", "0003_spec_value_provenance"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "productrevision",
            "cause",
            models.CharField(choices=CAUSES, default="edited", max_length=10, verbose_name="原因"),
        ),
        migrations.AddField(
            "productrevision", "needs_check", models.BooleanField(default=False, verbose_name="待核对")
        ),
        migrations.AddField(
            "productrevision",
            "checked_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("productrevision", "checked_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "productrevision",
            models.Index(condition=models.Q(needs_check=True), fields=["created_at"], name="revision_to_check"),
        ),
    ]
