"""Work that stopped is counted on the platform's workbench: found without reading the work that is done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="outboxrow",
            index=models.Index(
                condition=models.Q(("dead_at", None), _negated=True), fields=["dead_at"], name="outbox_dead"
            ),
        ),
    ]
