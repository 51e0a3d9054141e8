"""Addresses of the API of demands."""

from django.urls import path

from apps.demands import apis

urlpatterns = [
    path("demands/", apis.DemandListView.as_view(), name="api-demands"),
    path("demands/<int:demand_id>/", apis.DemandDetailView.as_view(), name="api-demand-detail"),
    path("demands/<int:demand_id>/text/", apis.DemandTextView.as_view(), name="api-demand-text"),
    path("demands/<int:demand_id>/rows/", apis.DemandRowsView.as_view(), name="api-demand-rows"),
    path("demands/<int:demand_id>/rows/<int:row_id>/", apis.DemandRowView.as_view(), name="api-demand-row"),
    path(
        "demands/<int:demand_id>/rows/<int:row_id>/confirm/",
        apis.DemandRowConfirmView.as_view(),
        name="api-demand-row-confirm",
    ),
    path("demands/<int:demand_id>/steps/", apis.DemandStepView.as_view(), name="api-demand-steps"),
]
