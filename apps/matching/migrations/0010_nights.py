"""The nightly full re-match: nights, their tasks, where every open demand stands."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("demands", "0010_note_changes"),
        ("matching", "0009_digests_of_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Night",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "进行中"), ("done", "已完成"), ("closed", "已中止")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("demand_count", models.PositiveIntegerField(default=0)),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "全量复核",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="NightTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.CharField(max_length=60)),
                ("group", models.PositiveSmallIntegerField()),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("demand_count", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待"),
                            ("running", "比对中"),
                            ("done", "完成"),
                            ("failed", "已搁置"),
                            ("closed", "已中止"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("is_handed_out", models.BooleanField(default=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("duration_ms", models.PositiveIntegerField(null=True)),
                ("epoch", models.CharField(blank=True, max_length=16)),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("changed_count", models.PositiveIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                (
                    "night",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="matching.night"
                    ),
                ),
            ],
            options={
                "verbose_name": "复核任务",
                "ordering": ["family", "first_id", "group"],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "demand",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="demands.demand",
                    ),
                ),
                ("version_id", models.BigIntegerField()),
                ("epoch", models.CharField(max_length=16)),
                ("as_of", models.DateTimeField()),
                ("products", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                (
                    "outcomes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None),
                ),
                ("scores", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("counts", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("one_short", models.IntegerField()),
                ("digest", models.CharField(max_length=32)),
                (
                    "state",
                    models.CharField(
                        choices=[("same", "未变"), ("waiting", "等待重新比对"), ("asked", "已重新比对")],
                        default="same",
                        max_length=10,
                    ),
                ),
                ("changed_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                (
                    "night",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="matching.night",
                    ),
                ),
            ],
            options={
                "verbose_name": "复核结论",
            },
        ),
        migrations.CreateModel(
            name="StandingPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group", models.PositiveSmallIntegerField()),
                ("version_id", models.BigIntegerField()),
                ("epoch", models.CharField(max_length=16)),
                ("as_of", models.DateTimeField()),
                ("products", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                (
                    "outcomes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None),
                ),
                ("scores", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("proofs", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("counts", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("one_short", models.IntegerField()),
                ("weights_version", models.CharField(max_length=20)),
                (
                    "demand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="demands.demand"
                    ),
                ),
                (
                    "night",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="matching.night"
                    ),
                ),
            ],
            options={
                "verbose_name": "复核的分组结论",
            },
        ),
        migrations.AddConstraint(
            model_name="night",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")), fields=("state",), name="night_one_running"
            ),
        ),
        migrations.AddIndex(
            model_name="nighttask",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["night", "group", "id"], name="night_task_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="nighttask",
            constraint=models.UniqueConstraint(fields=("night", "family", "group", "first_id"), name="night_task_once"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("state", "same"), _negated=True),
                fields=["state", "changed_at", "demand"],
                name="standing_changed",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingpart",
            constraint=models.UniqueConstraint(fields=("night", "demand", "group"), name="standing_part_once"),
        ),
    ]
