"""Addresses of the API of products."""

from django.urls import path

from apps.suppliers import apis

urlpatterns = [
    path("products/", apis.ProductListView.as_view(), name="api-products"),
    path("products/mine/", apis.OwnProductListView.as_view(), name="api-products-mine"),
    path("products/<int:product_id>/", apis.ProductDetailView.as_view(), name="api-product-detail"),
    path("products/<int:product_id>/submit/", apis.ProductSubmitView.as_view(), name="api-product-submit"),
    path("products/<int:product_id>/recall/", apis.ProductRecallView.as_view(), name="api-product-recall"),
    path("products/<int:product_id>/withdraw/", apis.ProductWithdrawView.as_view(), name="api-product-withdraw"),
    path("products/<int:product_id>/republish/", apis.ProductRepublishView.as_view(), name="api-product-republish"),
]
