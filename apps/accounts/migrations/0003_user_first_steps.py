from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether a person wants the list of first steps; empty means as long as one of them is left."""

    dependencies = [("accounts", "0002_user_language")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="first_steps",
            field=models.CharField(
                blank=True,
                choices=[("shown", "显示"), ("hidden", "收起")],
                max_length=6,
                verbose_name="新手步骤",
                default="",
            ),
            preserve_default=False,
        ),
    ]
