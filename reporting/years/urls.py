"""The addresses of several years: an earlier year beside a later one."""

from django.urls import URLPattern, path

from reporting.years import views

YEARS = "comparison/<year:earlier>-<year:year>/"

urlpatterns: list[URLPattern] = [
    path(YEARS, views.YearsBeside.as_view(), name="years_beside"),
    path(f"{YEARS}list.<slug:suffix>", views.YearsFile.as_view(), name="years_beside_file"),
]
