"""Addresses of the app."""

from django.urls import path

from apps.answers import views

app_name = "answers"
urlpatterns = [
    path("", views.answers, name="list"),
    path("start/<int:demand_id>/", views.start, name="start"),
    path("<int:answer_id>/", views.detail, name="detail"),
    path("<int:answer_id>/rows/<int:row_id>/", views.row, name="row"),
    path("<int:answer_id>/rows/<int:row_id>/store/", views.store, name="store"),
    path("<int:answer_id>/rows/<int:row_id>/store/<int:number>/undo/", views.store_undo, name="store-undo"),
    path("<int:answer_id>/confirm/", views.confirm, name="confirm"),
    path("<int:answer_id>/offer/", views.offer, name="offer"),
    path("<int:answer_id>/steps/<str:name>/", views.step, name="step"),
    path("<int:answer_id>/delete/", views.delete, name="delete"),
    path("<int:answer_id>/carry/", views.carry, name="carry"),
    path("<int:answer_id>/deviation.xlsx", views.file, {"form": "xlsx"}, name="xlsx"),
    path("<int:answer_id>/deviation.docx", views.file, {"form": "docx"}, name="docx"),
    path("<int:answer_id>/read-back/", views.read_back, name="read-back"),
    path("files/<int:upload_id>/", views.upload, name="upload"),
    path("files/<int:upload_id>/apply/", views.upload_apply, name="upload-apply"),
    path("files/<int:upload_id>/undo/", views.upload_undo, name="upload-undo"),
]
