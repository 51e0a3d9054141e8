"""Django's own administration pages: people and organisations, for operators. Sign-in goes through allauth's, with its
second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from apps.accounts.models import Membership, Organisation, User

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _OrganisationAdmin = ModelAdmin[Organisation]
    _UserAdmin = ModelAdmin[User]
    _MembershipInline = admin.TabularInline[Membership, Organisation]
else:
    _OrganisationAdmin = _UserAdmin = admin.ModelAdmin
    _MembershipInline = admin.TabularInline

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class MembershipInline(_MembershipInline):
    """The people of an organisation."""

    model = Membership
    extra = 0
    raw_id_fields = ["user"]


@admin.register(Organisation)
class OrganisationAdmin(_OrganisationAdmin):
    """Organisations. Verification is decided on its own page, which keeps the log."""

    list_display = ["name", "kind", "uscc", "province_code", "verification", "is_sample"]
    list_filter = ["kind", "verification", "is_sample"]
    search_fields = ["name", "uscc"]
    readonly_fields = ["verification", "verification_reason", "verified_by", "verified_at"]
    inlines = [MembershipInline]


@admin.register(User)
class UserAdmin(_UserAdmin):
    """People. Suspending one (is_active off) ends all rights from the next request on."""

    list_display = ["email", "name", "is_active", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "phone", "language", "is_active", "is_staff", "last_login"]
    readonly_fields = ["last_login"]
