"""The taxonomy in the administration: to look at, not to edit. Its truth are the files that `load_taxonomy` reads."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from apps.taxonomy.models import Category, Parameter, TemplateRow


class LoadedFromFiles:
    """Nobody adds, changes or deletes these rows by hand: the next load would undo it without a word."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class TemplateRowInline(LoadedFromFiles, admin.TabularInline):  # type: ignore[type-arg]  # not subscriptable at run time
    """A category's template below the category."""

    model = TemplateRow
    fields = ("position", "group", "parameter")
    extra = 0


@admin.register(Category)
class CategoryAdmin(LoadedFromFiles, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "name_zh", "name_en", "level", "family", "is_active")
    list_filter = ("level", "is_active")
    search_fields = ("code", "name_zh", "name_en", "family")
    inlines = (TemplateRowInline,)


@admin.register(Parameter)
class ParameterAdmin(LoadedFromFiles, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "name_zh", "kind", "quantity", "unit", "better", "settable", "is_active")
    list_filter = ("kind", "better", "settable", "is_active")
    search_fields = ("code", "name_zh", "name_en")
