"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """账号与组织."""

    name = "apps.accounts"
    label = "accounts"
    verbose_name = _("账号与组织")

    def ready(self) -> None:
        """Connect the outbox handler of invitation mails."""
        from apps.accounts import members
        from kernel import outbox

        outbox.handle(members.MAIL_TOPIC, members.mail_invitation, queue=outbox.WAITED_FOR_QUEUE)
