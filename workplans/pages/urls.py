"""The addresses of the pages that read a workplan and its activities."""

from django.urls import path

from workplans.pages.activity import ActivityPage
from workplans.pages.workplan import WorkplanPage

PLAN = "<year:year>/<place:place>/"

urlpatterns = [
    path(PLAN, WorkplanPage.as_view(), name="workplan"),
    path(f"{PLAN}<line:number>/", ActivityPage.as_view(), name="activity"),
]
