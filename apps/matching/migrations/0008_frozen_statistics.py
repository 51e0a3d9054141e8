"""What scores take from the whole catalogue is frozen for all processes alike."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0007_note_changes"), ("suppliers", "0014_list_changes")]

    operations = [
        migrations.CreateModel(
            name="FrozenStatistics",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("products", models.PositiveIntegerField()),
                ("spreads", models.JSONField(default=dict)),
                ("terms", models.JSONField(default=dict)),
                ("frozen_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"verbose_name": "目录统计"},
        ),
    ]
