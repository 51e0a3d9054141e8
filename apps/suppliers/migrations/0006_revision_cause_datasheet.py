"""Revisions that were written from a datasheet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0005_product_import")]

    operations = [
        migrations.AlterField(
            model_name="productrevision",
            name="cause",
            field=models.CharField(
                choices=[
                    ("created", "建立"),
                    ("edited", "修改"),
                    ("imported", "导入"),
                    ("evidence", "记录证据"),
                    ("confirmed", "核对证据"),
                    ("datasheet", "样本导入"),
                ],
                default="edited",
                max_length=10,
                verbose_name="原因",
            ),
        ),
    ]
