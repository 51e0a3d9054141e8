"""Addresses of the API of the taxonomy. Codes are plain signs, so that no address carries what no table holds."""

from django.urls import path, re_path

from apps.taxonomy import apis

urlpatterns = [
    path("categories/", apis.CategoryListView.as_view(), name="api-categories"),
    re_path(
        r"^categories/(?P<code>[0-9A-Za-z._-]{1,60})/$", apis.CategoryDetailView.as_view(), name="api-category-detail"
    ),
    path("parameters/", apis.ParameterListView.as_view(), name="api-parameters"),
    re_path(
        r"^parameters/(?P<code>[0-9A-Za-z._-]{1,60})/$", apis.ParameterDetailView.as_view(), name="api-parameter-detail"
    ),
    path("requirements/parse/", apis.ParseView.as_view(), name="api-requirements-parse"),
]
