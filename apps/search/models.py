"""Questions that people keep, and what they have been told of."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedSearch(models.Model):
    """订阅的搜索 of one person; nobody else ever sees it.

    `text` is the question as typed: it is understood anew each time, so that it follows the taxonomy. `known_products`
    and `known_demands` are the ids that its owner need not be told of any more; `new_products` and `new_demands` those
    that were found since the owner last looked. It is looked through again when `due_at` has come. A search that was
    deleted (`deleted_at`) can be taken back until it is purged.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("名称"), max_length=80)
    text = models.CharField(_("问题"), max_length=600)
    known_products = ArrayField(models.BigIntegerField(), default=list, editable=False)
    known_demands = ArrayField(models.BigIntegerField(), default=list, editable=False)
    new_products = ArrayField(models.BigIntegerField(), default=list, editable=False)
    new_demands = ArrayField(models.BigIntegerField(), default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("订阅的搜索")
        indexes = [
            models.Index(fields=["due_at"], name="saved_search_due", condition=models.Q(deleted_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "text"], name="saved_search_once_per_text", condition=models.Q(deleted_at=None)
            )
        ]

    @property
    def news_count(self) -> int:
        """How many results the owner has not seen."""
        return len(self.new_products) + len(self.new_demands)
