"""Addresses of the API of deals."""

from django.urls import path

from apps.deals import apis

urlpatterns = [
    path("deals/", apis.DealListView.as_view(), name="api-deals"),
    path("deals/<int:deal_id>/", apis.DealDetailView.as_view(), name="api-deal-detail"),
    path("deals/<int:deal_id>/steps/", apis.DealStepView.as_view(), name="api-deal-steps"),
    path("deals/<int:deal_id>/contacts/", apis.DealContactsView.as_view(), name="api-deal-contacts"),
]
