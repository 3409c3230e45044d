"""The addresses of several years: an earlier year beside a later one, and who works on the targets of a year."""

from django.urls import URLPattern, path

from reporting.years import views

YEARS = "comparison/<year:earlier>-<year:year>/"
COVERAGE = "<year:year>/comparison/coverage/"

urlpatterns: list[URLPattern] = [
    path(YEARS, views.YearsBeside.as_view(), name="years_beside"),
    path(f"{YEARS}list.<slug:suffix>", views.YearsFile.as_view(), name="years_beside_file"),
    path(COVERAGE, views.TargetCoverage.as_view(), name="coverage"),
    path(f"{COVERAGE}list.<slug:suffix>", views.CoverageFile.as_view(), name="coverage_file"),
]
