"""Home, reviews, meetings, comparison, annual report."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = [
    # home, help, who sees what
    # reviews and meetings
    # comparison
    # annual report
]
