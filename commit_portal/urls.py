"""Addresses are nouns that a person can read. The apps are named here, not imported."""

from django.urls import include, path

from commit_portal import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("accounts/", include("allauth.account.urls")),
    path("plans/", include("spa.urls")),
    path("", include("workplans.urls")),
    path("", include("reporting.urls")),
]
