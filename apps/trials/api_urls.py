"""Addresses of the API of trials."""

from django.urls import path

from apps.trials import apis

urlpatterns = [
    path("trials/", apis.TrialListView.as_view(), name="api-trials"),
    path("trials/<int:trial_id>/", apis.TrialDetailView.as_view(), name="api-trial-detail"),
    path("trials/<int:trial_id>/steps/", apis.TrialStepView.as_view(), name="api-trial-steps"),
    path("trials/<int:trial_id>/readings/", apis.TrialReadingView.as_view(), name="api-trial-readings"),
    path("evaluation-centres/", apis.CentreListView.as_view(), name="api-evaluation-centres"),
]
