"""A person's wish for the mails about one subject."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("notifications", "0002_notification_action_and_mail"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailPreference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("match", "比对"),
                            ("demand", "需求"),
                            ("product", "产品"),
                            ("trial", "试用"),
                            ("deal", "对接"),
                            ("organisation", "组织"),
                        ],
                        max_length=14,
                        verbose_name="主题",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("immediate", "立即"), ("digest", "每日汇总"), ("off", "不发")],
                        max_length=9,
                        verbose_name="邮件",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "邮件偏好",
                "constraints": [models.UniqueConstraint(fields=("user", "kind"), name="mail_preference_once_per_kind")],
            },
        ),
    ]
