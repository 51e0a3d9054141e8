"""What is done at a notification's address, and whether it waits for a mail. Those that are there wait for none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddField("notification", "action", models.CharField(blank=True, max_length=30)),
        migrations.AddField(
            "notification",
            "mail",
            models.CharField(
                choices=[("immediate", "立即"), ("digest", "每日汇总"), ("off", "不发")], default="off", max_length=9
            ),
        ),
        migrations.AddField("notification", "mailed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "notification",
            models.Index(
                condition=models.Q(("mailed_at", None), ("read_at", None), models.Q(("mail", "off"), _negated=True)),
                fields=["user"],
                name="notification_awaiting_mail",
            ),
        ),
    ]
