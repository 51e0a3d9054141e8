"""Addresses of the API of products."""

from django.urls import path

from apps.suppliers import apis, datasheet_apis

urlpatterns = [
    path("products/", apis.ProductListView.as_view(), name="api-products"),
    path("products/mine/", apis.OwnProductListView.as_view(), name="api-products-mine"),
    path("products/<int:product_id>/", apis.ProductDetailView.as_view(), name="api-product-detail"),
    path("products/<int:product_id>/submit/", apis.ProductSubmitView.as_view(), name="api-product-submit"),
    path("products/<int:product_id>/recall/", apis.ProductRecallView.as_view(), name="api-product-recall"),
    path("products/<int:product_id>/withdraw/", apis.ProductWithdrawView.as_view(), name="api-product-withdraw"),
    path("products/<int:product_id>/republish/", apis.ProductRepublishView.as_view(), name="api-product-republish"),
    path("datasheets/", datasheet_apis.DatasheetListView.as_view(), name="api-datasheets"),
    path("datasheets/<int:datasheet_id>/", datasheet_apis.DatasheetDetailView.as_view(), name="api-datasheet-detail"),
    path(
        "datasheets/<int:datasheet_id>/setup/", datasheet_apis.DatasheetSetupView.as_view(), name="api-datasheet-setup"
    ),
    path(
        "datasheets/<int:datasheet_id>/apply/", datasheet_apis.DatasheetApplyView.as_view(), name="api-datasheet-apply"
    ),
    path(
        "datasheets/<int:datasheet_id>/proposals/<int:proposal_id>/",
        datasheet_apis.ProposalView.as_view(),
        name="api-datasheet-proposal",
    ),
]
