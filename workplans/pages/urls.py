"""The addresses of the pages that read a workplan and its activities, below that of the workplan."""

from django.urls import path

from workplans.pages.activity import ActivityPage
from workplans.pages.workplan import WorkplanPage

urlpatterns = [
    path("", WorkplanPage.as_view(), name="workplan"),
    path("<line:number>/", ActivityPage.as_view(), name="activity"),
]
