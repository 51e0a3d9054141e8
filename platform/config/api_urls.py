"""Addresses of the API, version 1, and of its description."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

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
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path(
        "docs/",
        # Its own template has an inline style, which the strict policy refuses.
        SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api/docs.html"),
        name="api-docs",
    ),
]
