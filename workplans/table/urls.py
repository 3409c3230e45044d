"""The addresses of rows of the table that save themselves. Below that of the workplan."""

from django.urls import URLPattern, path

from workplans.drafting.urls import LINE
from workplans.table import views

urlpatterns: list[URLPattern] = [
    path("new/save/", views.row_save, name="row_add"),
    path(f"{LINE}save/", views.row_save, name="row_save"),
    path(f"{LINE}opened/", views.row_opened, name="row_opened"),
]
