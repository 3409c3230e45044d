"""The addresses of what the ministries say of a plan."""

from django.urls import URLPattern, path

from workplans.ministries import views

MINISTRIES = "<year:year>/<place:place>/ministries/"

urlpatterns: list[URLPattern] = [
    path(MINISTRIES, views.MinistryList.as_view(), name="ministries"),
    path(f"{MINISTRIES}ask/", views.AskMinistries.as_view(), name="ministries_ask"),
    path(f"{MINISTRIES}answer/", views.AnswerForMinistry.as_view(), name="ministry_answer"),
    path(f"{MINISTRIES}<int:pk>/paper/", views.RecordForMinistry.as_view(), name="ministry_paper"),
]
