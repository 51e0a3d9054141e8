"""Addresses of the API of answers."""

from django.urls import path, re_path

from apps.answers import apis

urlpatterns = [
    path("answers/", apis.AnswerListView.as_view(), name="api-answers"),
    path("answers/<int:answer_id>/", apis.AnswerDetailView.as_view(), name="api-answer-detail"),
    path("answers/<int:answer_id>/rows/<int:row_id>/", apis.AnswerRowView.as_view(), name="api-answer-row"),
    re_path(
        r"^answers/(?P<answer_id>[0-9]{1,18})/deviation\.(?P<form>xlsx|docx)$",
        apis.AnswerFileView.as_view(),
        name="api-answer-file",
    ),
]
