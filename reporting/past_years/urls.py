"""The addresses of the past years of a plan of action."""

from django.urls import URLPattern, path

from reporting.past_years import views

HERE = "plans/<slug:code>/past-years/"

urlpatterns: list[URLPattern] = [
    path(HERE, views.PastYearsPage.as_view(), name="past_years"),
    path(f"{HERE}past-years.xlsx", views.PastYearsPage.as_view(step="download"), name="past_years_xlsx"),
    path(f"{HERE}confirm/", views.PastYearsPage.as_view(step="confirm"), name="past_years_confirm"),
    path(f"{HERE}to-correct.xlsx", views.PastYearsPage.as_view(step="marked"), name="past_years_marked"),
    path(f"{HERE}<year:year>/remove/", views.RemovePastYear.as_view(), name="past_year_remove"),
]
