"""The address at which a draft starts from the year before."""

from django.urls import path

from reporting.carry_over.views import CarryOverLines

urlpatterns = [path("<year:year>/<place:place>/last-year/", CarryOverLines.as_view(), name="last_year")]
