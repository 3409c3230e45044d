"""The addresses of deciding, below that of a workplan."""

from django.urls import path

from workplans.deciding import views

urlpatterns = [
    path("decisions/", views.DeskTable.as_view(), name="decisions"),
    path("decisions/count/", views.CountChoices.as_view(), name="decisions_count"),
    path("decisions/send/", views.SendDecisions.as_view(), name="decisions_send"),
    path("decisions/sent/", views.SentDecisions.as_view(), name="decisions_sent"),
    path("decisions/rest/", views.ApproveRemaining.as_view(), name="decisions_approve_rest"),
    path("decisions/<line:number>/", views.DecideOnLine.as_view(), name="decision"),
]
