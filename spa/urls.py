"""The plans of action: /plans/, /plans/spa-3/, and below it."""

from django.urls import path

app_name = "spa"
urlpatterns: list[object] = []
