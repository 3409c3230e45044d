"""The addresses of deciding."""

from django.urls import path

from workplans.deciding.views import (
    ApproveRemaining,
    CountChoices,
    DecideOnLine,
    DeskTable,
    SendDecisions,
    SentDecisions,
)

PLAN = "<year:year>/<place:place>/"

urlpatterns = [
    path(f"{PLAN}decisions/", DeskTable.as_view(), name="decisions"),
    path(f"{PLAN}decisions/count/", CountChoices.as_view(), name="decisions_count"),
    path(f"{PLAN}decisions/send/", SendDecisions.as_view(), name="decisions_send"),
    path(f"{PLAN}decisions/sent/", SentDecisions.as_view(), name="decisions_sent"),
    path(f"{PLAN}decisions/rest/", ApproveRemaining.as_view(), name="decisions_approve_rest"),
    path(f"{PLAN}decisions/<line:number>/", DecideOnLine.as_view(), name="decision"),
]
