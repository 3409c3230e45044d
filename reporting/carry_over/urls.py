"""The addresses at which a draft starts from the year before, and at which that is undone."""

from django.urls import path

from reporting.carry_over.views import CarriedLines, CarryOverLines

PAGE = "<year:year>/<place:place>/last-year/"
urlpatterns = [
    path(PAGE, CarryOverLines.as_view(), name="last_year"),
    path(f"{PAGE}done/", CarriedLines.as_view(), name="last_year_done"),
]
