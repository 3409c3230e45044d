"""The addresses of a plan's readers: the draft's desk, and the audiences of the approved version."""

from django.urls import URLPattern, path

from workplans.releasing import views

READERS = "<year:year>/<place:place>/readers/"

urlpatterns: list[URLPattern] = [
    path(READERS, views.Readers.as_view(), name="workplan_readers"),
    path(f"{READERS}desk/open/", views.OpenToDesk.as_view(), name="desk_open"),
    path(f"{READERS}desk/<int:pk>/end/", views.EndDeskAccess.as_view(), name="desk_end"),
    path(f"{READERS}release/<int:pk>/end/", views.EndRelease.as_view(), name="release_end"),
    path(f"{READERS}release/<slug:audience>/", views.ReleaseVersion.as_view(), name="workplan_release"),
]
