"""Addresses of the API, version 1, and of its description."""

from django.urls import include, path

from config.reference import views
from config.reference.document import SchemaView

urlpatterns = [
    path("v1/", include("apps.accounts.api_urls")),
    path("v1/", include("apps.taxonomy.api_urls")),
    path("v1/", include("apps.notifications.api_urls")),
    path("v1/", include("apps.suppliers.api_urls")),
    path("v1/", include("apps.demands.api_urls")),
    path("v1/", include("apps.matching.api_urls")),
    path("v1/", include("apps.answers.api_urls")),
    path("v1/", include("apps.trials.api_urls")),
    path("v1/", include("apps.deals.api_urls")),
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", views.index, name="api-docs"),
    path("docs/<slug:tag>/", views.group, name="api-docs-group"),
]
