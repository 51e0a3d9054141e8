"""Indexes that a measured plan asks for, and none that repeats another (docs/decisions/0075)."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

STATUSES = [
    ("draft", "草稿"),
    ("submitted", "待审核"),
    ("returned", "退回修改"),
    ("published", "已发布"),
    ("withdrawn", "已下架"),
]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("suppliers", "0012_numbers_by_index_alone")]

    operations = [
        AddIndexConcurrently(
            "product",
            models.Index(
                fields=["updated_at", "id"], name="product_to_review", condition=models.Q(("status", "submitted"))
            ),
        ),
        AddIndexConcurrently(
            "specvalue",
            models.Index(
                fields=["-recorded_at", "-id"], name="spec_value_proven", condition=models.Q(("rung__gte", 3))
            ),
        ),
        migrations.AlterField(
            "product",
            "status",
            models.CharField(choices=STATUSES, default="draft", max_length=10, verbose_name="状态"),
        ),
        migrations.AlterField(
            "productrevision",
            "product",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="revisions",
                to="suppliers.product",
            ),
        ),
    ]
