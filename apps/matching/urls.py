"""Addresses of the app."""

from django.urls import path

from apps.matching.views import checkup, results, sharing

app_name = "matching"
urlpatterns = [
    path("", results.runs, name="runs"),
    path("demands/<int:demand_id>/", results.result, name="result"),
    path("demands/<int:demand_id>/compare/", sharing.compare, name="compare"),
    path("demands/<int:demand_id>/share/", sharing.share, name="share"),
    path("demands/<int:demand_id>/draft/", sharing.save_trial, name="save-trial"),
    path("demands/<int:demand_id>/tried/<int:product_id>/", results.tried, name="tried"),
    path("demands/<int:demand_id>/result.xlsx", sharing.result_file, {"form": "xlsx"}, name="result-xlsx"),
    path("demands/<int:demand_id>/result.docx", sharing.result_file, {"form": "docx"}, name="result-docx"),
    path("demands/<int:demand_id>/progress/", results.progress, name="progress"),
    path("demands/<int:demand_id>/again/", results.run_again, name="run-again"),
    path("demands/<int:demand_id>/checkup/", checkup.page, name="checkup"),
    path("demands/<int:demand_id>/checkup/panel/", checkup.panel, name="checkup-panel"),
    path("demands/<int:demand_id>/checkup/record/", checkup.record, name="checkup-record"),
    path("demands/<int:demand_id>/checkup/mend/", checkup.mend_row, name="checkup-mend"),
    path("demands/<int:demand_id>/checkup/adopt/", checkup.adopt_proposal, name="checkup-adopt"),
    path("demands/<int:demand_id>/checkup/checkup.xlsx", checkup.export, name="checkup-xlsx"),
    path("matches/<int:match_id>/", results.match, name="match"),
    path("matches/<int:match_id>/deviation.xlsx", results.deviation_file, {"form": "xlsx"}, name="deviation-xlsx"),
    path("matches/<int:match_id>/deviation.docx", results.deviation_file, {"form": "docx"}, name="deviation-docx"),
]
