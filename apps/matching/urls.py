"""Addresses of the app."""

from django.urls import path

from apps.matching import views

app_name = "matching"
urlpatterns = [
    path("", views.runs, name="runs"),
    path("demands/<int:demand_id>/", views.result, name="result"),
    path("demands/<int:demand_id>/compare/", views.compare, name="compare"),
    path("demands/<int:demand_id>/progress/", views.progress, name="progress"),
    path("demands/<int:demand_id>/again/", views.run_again, name="run-again"),
    path("matches/<int:match_id>/", views.match, name="match"),
    path("matches/<int:match_id>/deviation.xlsx", views.deviation_file, {"form": "xlsx"}, name="deviation-xlsx"),
    path("matches/<int:match_id>/deviation.docx", views.deviation_file, {"form": "docx"}, name="deviation-docx"),
]
