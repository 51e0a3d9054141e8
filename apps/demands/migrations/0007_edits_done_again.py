"""A change of rows keeps what it made and the order of the rows, so that it can be done again."""

import django.contrib.postgres.fields
from django.db import migrations, models

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
    ("words", "删去字样"),
    ("relax", "放宽"),
    ("link", "对应词条"),
]
STATES = [("done", "已做"), ("undone", "已撤销"), ("blocked", "后被他人修改，不再撤销")]


def _ids() -> "django.contrib.postgres.fields.ArrayField[list[int], list[int]]":
    return django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)


class Migration(migrations.Migration):
    dependencies = [("demands", "0006_forget_edits")]

    operations = [
        migrations.AddField(model_name="requirementedit", name="after", field=models.JSONField(default=list)),
        migrations.AddField(model_name="requirementedit", name="order_before", field=_ids()),
        migrations.AddField(model_name="requirementedit", name="order_after", field=_ids()),
        migrations.AddField(
            model_name="requirementedit",
            name="state",
            field=models.CharField(choices=STATES, default="done", max_length=8),
        ),
        migrations.AddField(
            model_name="requirementedit", name="action", field=models.CharField(blank=True, max_length=40)
        ),
        migrations.AddField(
            model_name="requirementedit", name="step_action", field=models.CharField(blank=True, max_length=40)
        ),
        migrations.RemoveField(model_name="requirementedit", name="created_ids"),
        migrations.AlterField(
            model_name="requirementedit", name="kind", field=models.CharField(choices=KINDS, max_length=12)
        ),
    ]
