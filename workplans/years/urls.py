"""The addresses of the years. The page of one year and its steps are where its reviews are known (reporting.urls)."""

from django.urls import URLPattern, path

from workplans.years import views

urlpatterns: list[URLPattern] = [
    path("years/", views.YearList.as_view(), name="years"),
    path("<year:year>/workplans.<slug:suffix>", views.YearPlans.as_view(), name="year_file"),
    path("<year:year>/revision/<int:number>/ask/", views.AskForTargets.as_view(), name="year_move_ask"),
    path("<year:year>/countries/", views.ChooseCountries.as_view(), name="year_countries"),
    path("<year:year>/ceiling/", views.ChangeCeiling.as_view(), name="year_ceiling"),
    path("<year:year>/remove/", views.RemoveYear.as_view(), name="year_remove"),
    path("<year:year>/dates/", views.WidenYear.as_view(), name="year_dates"),
]
