"""The addresses of deciding."""

from django.urls import path

from workplans.deciding import views

PLAN = "<year:year>/<place:place>/"

urlpatterns = [
    path(f"{PLAN}decisions/", views.DeskTable.as_view(), name="decisions"),
    path(f"{PLAN}decisions/count/", views.CountChoices.as_view(), name="decisions_count"),
    path(f"{PLAN}decisions/send/", views.SendDecisions.as_view(), name="decisions_send"),
    path(f"{PLAN}decisions/sent/", views.SentDecisions.as_view(), name="decisions_sent"),
    path(f"{PLAN}decisions/rest/", views.ApproveRemaining.as_view(), name="decisions_approve_rest"),
    path(f"{PLAN}decisions/<line:number>/", views.DecideOnLine.as_view(), name="decision"),
]
