"""All addresses of the platform."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("apps.portal.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("apps.accounts.urls")),
    path("categories/", include("apps.taxonomy.urls")),
    path("taxonomy/proposals/", include("apps.taxonomy.proposal_urls")),
    path("products/", include("apps.suppliers.urls")),
    path("demands/", include("apps.demands.urls")),
    path("matching/", include("apps.matching.urls")),
    path("weights/", include("apps.matching.weight_urls")),
    path("nights/", include("apps.matching.night_urls")),
    path("answers/", include("apps.answers.urls")),
    path("search/", include("apps.search.urls")),
    path("trials/", include("apps.trials.urls")),
    path("deals/", include("apps.deals.urls")),
    path("notifications/", include("apps.notifications.urls")),
    path("design/", include("design.urls")),
    path("help/", include("handbook.urls")),
    path("api/", include("config.api_urls")),
    path("admin/", admin.site.urls),
]
