from django.db import migrations, models


class Migration(migrations.Migration):
    """A person's language of the pages; empty means what the browser asks for."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("zh-hans", "简体中文"), ("en", "英文")],
                max_length=10,
                verbose_name="界面语言",
                default="",
            ),
            preserve_default=False,
        ),
    ]
