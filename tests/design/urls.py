"""Addresses that base.html links to, so that its tests need no other app."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path


def blank(_request: HttpRequest) -> HttpResponse:
    """Answer nothing: only the address matters."""
    return HttpResponse()


def named(app: str, *names: str) -> tuple[list[URLPattern], str]:
    """Return an include of blank pages ``app:name``."""
    return [path(f"{app}/{name}/", blank, name=name) for name in names], app


portal, _name = named("portal", "home", "workbench")
portal.append(path("first-steps/<str:choice>/", blank, name="first-steps"))

urlpatterns = [
    path("", include((portal, "portal"))),
    path("", include(named("search", "results", "suggestions"))),
    path("", include(named("demands", "board", "new"))),
    path("", include(named("suppliers", "catalogue", "mine"))),
    path("", include(named("matching", "runs"))),
    path("", include(named("trials", "list"))),
    path("", include(named("deals", "list"))),
    path("", include(named("notifications", "list"))),
    path("", include(named("accounts", "organisation", "switch", "profile", "review", "language"))),
    path("api/docs/", blank, name="api-docs"),
    path("login/", blank, name="account_login"),
    path("signup/", blank, name="account_signup"),
    path("logout/", blank, name="account_logout"),
    path("design/", include("design.urls")),
    path("help/", include("handbook.urls")),
]
