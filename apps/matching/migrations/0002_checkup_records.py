"""What check-ups said, kept with the version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("demands", "0003_watched_names_and_mends"),
        ("matching", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckupRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[("requested", "人工存档"), ("submitted", "提交审批"), ("published", "发布")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(choices=[("waiting", "排队"), ("done", "完成")], default="waiting", max_length=10),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("measured_at", models.DateTimeField(blank=True, null=True)),
                ("rows_digest", models.CharField(blank=True, max_length=64)),
                ("catalogue_token", models.CharField(blank=True, max_length=100)),
                ("engine_version", models.CharField(blank=True, max_length=20)),
                ("total_makers", models.PositiveIntegerField(default=0)),
                ("total_products", models.PositiveIntegerField(default=0)),
                ("surviving_makers", models.PositiveIntegerField(default=0)),
                ("surviving_products", models.PositiveIntegerField(default=0)),
                ("fulfilling_makers", models.PositiveIntegerField(default=0)),
                ("fulfilling_products", models.PositiveIntegerField(default=0)),
                ("clauses", models.JSONField(default=list)),
                ("findings", models.JSONField(default=list)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checkups",
                        to="demands.demandversion",
                    ),
                ),
            ],
            options={"verbose_name": "体检记录", "ordering": ["made_at", "id"]},
        ),
    ]
