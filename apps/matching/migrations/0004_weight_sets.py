"""Weights become versions that administrators propose and approve."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

_PARTS = ("mandatory", "important", "general", "price", "delivery", "evidence", "text")
_STATES = [("draft", "草稿"), ("proposed", "待批准"), ("active", "生效中"), ("retired", "已停用")]


def _person() -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0003_sentences_in_english"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WeightSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=20, unique=True, verbose_name="版本")),
                (
                    "state",
                    models.CharField(choices=_STATES, default="draft", max_length=10, verbose_name="状态"),
                ),
                *((name, models.PositiveIntegerField(default=0)) for name in _PARTS),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="理由")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("proposed_at", models.DateTimeField(null=True)),
                ("activated_at", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
                ("created_by", _person()),
                ("proposed_by", _person()),
                ("approved_by", _person()),
            ],
            options={"verbose_name": "权重", "ordering": ["-id"]},
        ),
        migrations.CreateModel(
            name="WeightStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=30, verbose_name="步骤")),
                ("from_status", models.CharField(blank=True, max_length=30)),
                ("to_status", models.CharField(max_length=30)),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("taken_at", models.DateTimeField(auto_now_add=True)),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "weight_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="matching.weightset"
                    ),
                ),
            ],
            options={"ordering": ["taken_at", "id"], "abstract": False},
        ),
        migrations.AddConstraint(
            model_name="weightset",
            constraint=models.UniqueConstraint(
                fields=["state"], name="weights_one_active", condition=Q(state="active")
            ),
        ),
        migrations.AddConstraint(
            model_name="weightset",
            constraint=models.CheckConstraint(
                condition=Q(
                    mandatory=10_000
                    - F("important")
                    - F("general")
                    - F("price")
                    - F("delivery")
                    - F("evidence")
                    - F("text")
                ),
                name="weights_add_up_to_100_points",
            ),
        ),
        migrations.AddConstraint(
            model_name="weightset",
            constraint=models.CheckConstraint(
                condition=~Q(state="active")
                | Q(version="1", proposed_by=None, approved_by=None)
                | Q(proposed_by__isnull=False, approved_by__isnull=False) & ~Q(approved_by=F("proposed_by")),
                name="weights_active_by_four_eyes",
            ),
        ),
        migrations.AlterField(
            model_name="matchrun",
            name="cause",
            field=models.CharField(
                choices=[
                    ("published", "需求发布"),
                    ("product_changed", "产品变化"),
                    ("evidence", "新增实测证据"),
                    ("requested", "人工重算"),
                    ("weights", "权重更新"),
                ],
                max_length=20,
            ),
        ),
    ]
