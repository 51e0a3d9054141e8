"""Names that parameter tables should not hold, and two kinds of changes of rows."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demands", "0002_version_stage_and_row_edits")]

    operations = [
        migrations.CreateModel(
            name="WatchedName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="名称")),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="别名",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
            ],
            options={"verbose_name": "受注意的品牌名", "ordering": ["name"]},
        ),
        migrations.AlterField(
            model_name="requirementedit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("add", "新增"),
                    ("edit", "修改"),
                    ("split", "拆分"),
                    ("merge", "合并"),
                    ("delete", "删除"),
                    ("move", "移动"),
                    ("mark", "改标记"),
                    ("confirm", "接受"),
                    ("confirm_all", "接受全部高置信"),
                    ("words", "删去字样"),
                    ("relax", "放宽"),
                ],
                max_length=12,
            ),
        ),
    ]
