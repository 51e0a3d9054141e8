"""The stage of a version's approval, the progress of reading, and the edits that can be taken back."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STAGES = [("draft", "编写中"), ("pending", "待审批"), ("approved", "已批准，待发布"), ("published", "已发布")]
KINDS = [
    ("add", "新增"),
    ("edit", "修改"),
    ("split", "拆分"),
    ("merge", "合并"),
    ("delete", "删除"),
    ("move", "移动"),
    ("mark", "改标记"),
    ("confirm", "接受"),
    ("confirm_all", "接受全部高置信"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("demands", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="demandversion",
            name="stage",
            field=models.CharField(choices=STAGES, default="draft", max_length=10, verbose_name="阶段"),
        ),
        migrations.AddField(
            model_name="sourcedocument", name="lines_total", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="sourcedocument", name="lines_read", field=models.PositiveIntegerField(default=0)
        ),
        migrations.CreateModel(
            name="RequirementEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=12)),
                ("before", models.JSONField(default=list)),
                (
                    "created_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="demands.demandversion"
                    ),
                ),
            ],
            options={"verbose_name": "条款修改", "ordering": ["id"]},
        ),
    ]
