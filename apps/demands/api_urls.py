"""Addresses of the API of demands."""

from django.urls import path

from apps.demands import apis, document_apis

urlpatterns = [
    path("demands/", apis.DemandListView.as_view(), name="api-demands"),
    path("demands/<int:demand_id>/", apis.DemandDetailView.as_view(), name="api-demand-detail"),
    path("demands/<int:demand_id>/text/", apis.DemandTextView.as_view(), name="api-demand-text"),
    path(
        "demands/<int:demand_id>/documents/", document_apis.DemandDocumentsView.as_view(), name="api-demand-documents"
    ),
    path(
        "demands/<int:demand_id>/documents/<int:document_id>/",
        document_apis.DemandDocumentView.as_view(),
        name="api-demand-document",
    ),
    path(
        "demands/<int:demand_id>/documents/<int:document_id>/packages/",
        document_apis.DemandDocumentPackagesView.as_view(),
        name="api-demand-document-packages",
    ),
    path("demands/<int:demand_id>/rows/", apis.DemandRowsView.as_view(), name="api-demand-rows"),
    path("demands/<int:demand_id>/rows/<int:row_id>/", apis.DemandRowView.as_view(), name="api-demand-row"),
    path(
        "demands/<int:demand_id>/rows/<int:row_id>/confirm/",
        apis.DemandRowConfirmView.as_view(),
        name="api-demand-row-confirm",
    ),
    path("demands/<int:demand_id>/steps/", apis.DemandStepView.as_view(), name="api-demand-steps"),
]
