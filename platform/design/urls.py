"""The page of parts."""

from django.urls import path

from design import views

app_name = "design"
urlpatterns = [path("", views.parts, name="index")]
