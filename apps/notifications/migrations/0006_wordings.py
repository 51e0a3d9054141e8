"""What says a message, or why a delivery failed, in another language than Chinese; rows that are there have none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_webhooks")]

    operations = [
        migrations.AddField("notification", "wordings", models.JSONField(blank=True, default=dict)),
        migrations.AddField("webhook", "disabled_wording", models.JSONField(blank=True, default=dict)),
        migrations.AddField("attempt", "problem_wording", models.JSONField(blank=True, default=dict)),
    ]
