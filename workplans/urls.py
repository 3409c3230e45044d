"""Years, workplans, activities, decisions, people. `place` is "kh" ... "vn" or "regional"."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = [
    # years and drafting
    # deciding, regional, people and seats
]
