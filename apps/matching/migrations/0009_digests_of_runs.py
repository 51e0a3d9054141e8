"""Runs keep a digest of their result, by which the nightly re-match tells whether it still holds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0008_frozen_statistics")]

    operations = [
        migrations.AddField(
            model_name="matchrun",
            name="digest",
            field=models.CharField(blank=True, max_length=32),
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
                    ("night", "全量复核"),
                ],
                max_length=20,
            ),
        ),
    ]
