"""Demands in the administration: only the names that parameter tables should not hold, for administrators to keep."""

from __future__ import annotations

from django.contrib import admin

from apps.demands.models import WatchedName


@admin.register(WatchedName)
class WatchedNameAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("name", "aliases", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "aliases")
