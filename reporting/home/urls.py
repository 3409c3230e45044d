"""Home, help, who sees what."""

from django.urls import URLPattern, path

from reporting.home import views

urlpatterns: list[URLPattern] = [
    path("", views.HomePage.as_view(), name="home"),
    path("help/", views.HelpPage.as_view(), name="help"),
    path("who-sees-what/", views.AccessHelp.as_view(), name="who_sees_what"),
]
