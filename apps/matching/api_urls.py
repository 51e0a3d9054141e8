"""Addresses of the API of matching."""

from django.urls import path, re_path

from apps.matching import apis, checkup_apis

urlpatterns = [
    path("runs/", apis.RunListView.as_view(), name="api-runs"),
    path("runs/<int:run_id>/", apis.RunDetailView.as_view(), name="api-run-detail"),
    path("runs/<int:run_id>/matches/", apis.RunMatchesView.as_view(), name="api-run-matches"),
    path("demands/<int:demand_id>/checkup/", checkup_apis.CheckupView.as_view(), name="api-demand-checkup"),
    path("demands/<int:demand_id>/relaxations/", checkup_apis.RelaxationsView.as_view(), name="api-demand-relaxations"),
    path("matches/mine/", apis.OwnMatchesView.as_view(), name="api-matches-mine"),
    path("matches/<int:match_id>/", apis.MatchDetailView.as_view(), name="api-match-detail"),
    re_path(
        r"^matches/(?P<match_id>[0-9]{1,18})/deviation\.(?P<form>xlsx|docx)$",
        apis.MatchFileView.as_view(),
        name="api-match-file",
    ),
]
