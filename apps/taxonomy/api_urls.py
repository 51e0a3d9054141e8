"""Addresses of the API of the taxonomy. Codes are plain signs, so that no address carries what no table holds."""

from django.urls import path, re_path

from apps.taxonomy import apis, proposal_apis

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
    path("name-proposals/", proposal_apis.ProposalListView.as_view(), name="api-name-proposals"),
    path(
        "name-proposals/<int:proposal_id>/",
        proposal_apis.ProposalDetailView.as_view(),
        name="api-name-proposal-detail",
    ),
    path(
        "name-proposals/<int:proposal_id>/alias/",
        proposal_apis.ProposalAliasView.as_view(),
        name="api-name-proposal-alias",
    ),
    path(
        "name-proposals/<int:proposal_id>/parameter/",
        proposal_apis.ProposalParameterView.as_view(),
        name="api-name-proposal-parameter",
    ),
    path(
        "name-proposals/<int:proposal_id>/reject/",
        proposal_apis.ProposalRejectView.as_view(),
        name="api-name-proposal-reject",
    ),
    path(
        "name-proposals/<int:proposal_id>/undo/",
        proposal_apis.ProposalUndoView.as_view(),
        name="api-name-proposal-undo",
    ),
    path(
        "name-proposals/<int:proposal_id>/relink/",
        proposal_apis.ProposalRelinkView.as_view(),
        name="api-name-proposal-relink",
    ),
]
