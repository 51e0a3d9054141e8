"""Datasheets of makers, what they state, and what was decided of it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("suppliers", "0006_revision_cause_datasheet"),
        ("taxonomy", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Datasheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(blank=True, upload_to="datasheets/%Y/%m/")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("pasted_text", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待读取"),
                            ("reading", "读取中"),
                            ("read", "待核对"),
                            ("refused", "无法读取"),
                            ("applied", "已写入产品"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("message", models.TextField(blank=True)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("model", models.CharField(blank=True, max_length=60, verbose_name="型号")),
                (
                    "model_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("chosen", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("blocks", models.JSONField(default=list)),
                ("entries", models.JSONField(default=list)),
                ("entries_total", models.PositiveIntegerField(default=0)),
                ("entries_read", models.PositiveIntegerField(default=0)),
                ("applied_revision", models.PositiveIntegerField(blank=True, null=True)),
                ("made_product", models.BooleanField(default=False)),
                ("is_sample", models.BooleanField(default=False, verbose_name="示例")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="taxonomy.category",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="datasheets",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="datasheets",
                        to="suppliers.product",
                    ),
                ),
            ],
            options={
                "verbose_name": "样本",
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="DatasheetEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.JSONField(default=list)),
                (
                    "created_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "datasheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="suppliers.datasheet"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "样本核对",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="DatasheetProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("block", models.PositiveIntegerField(blank=True, null=True)),
                ("place", models.CharField(blank=True, max_length=60)),
                ("group", models.CharField(blank=True, max_length=60, verbose_name="分组")),
                ("printed_name", models.CharField(max_length=120, verbose_name="参数")),
                ("text", models.CharField(max_length=400, verbose_name="指标原文")),
                ("condition", models.CharField(blank=True, max_length=200, verbose_name="测试条件")),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="备注")),
                ("evidence", models.CharField(blank=True, max_length=200, verbose_name="证明材料及页码")),
                ("confidence", models.PositiveSmallIntegerField(default=0)),
                ("doubt", models.CharField(blank=True, max_length=200)),
                ("is_quiet", models.BooleanField(default=False)),
                (
                    "decision",
                    models.CharField(
                        choices=[("open", "待定"), ("accepted", "已接受"), ("rejected", "不采用")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "datasheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="suppliers.datasheet"
                    ),
                ),
                (
                    "parameter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="taxonomy.parameter",
                    ),
                ),
            ],
            options={
                "verbose_name": "样本中的指标",
                "ordering": ["position", "id"],
            },
        ),
    ]
