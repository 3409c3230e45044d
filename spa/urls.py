"""The plans of action: /plans/, /plans/spa-3/, /plans/spa-3/targets/1.T1/correct/."""

from django.urls import path

from spa.statuses import TextKind
from spa.views import reading, spreadsheets, stages, texts
from spa.views.budget import ChangeBudget, PlanBudget

app_name = "spa"

VERBS = (
    ("edit", texts.ChangeText.as_view()),
    ("remove", texts.RemoveText.as_view()),
    ("correct", texts.CorrectText.as_view()),
)
# The kind of a text, the first word of the names of its addresses, and where they are: of a new one, and of one by its code.
TEXTS = (
    (TextKind.AREA, "area", "areas", "areas"),
    (TextKind.TARGET, "target", "areas/<str:area>/targets", "targets"),
    (TextKind.ACTIVITY_AREA, "activity", "areas/<str:area>/activities", "areas/<str:area>/activities"),
)

urlpatterns = [
    path("", reading.PlanList.as_view(), name="plan_list"),
    path("new/", stages.CreatePlan.as_view(), name="plan_new"),
    # No mail holds the short name of a plan of action, which people type.
    path("number/<int:number>/<slug:step>/", reading.plan_by_number, name="plan_by_number"),
    path("<slug:code>/", reading.PlanDetail.as_view(), name="plan_detail"),
    path("<slug:code>/plan.xlsx", spreadsheets.plan_export, {"form": "xlsx"}, name="plan_xlsx"),
    path("<slug:code>/plan.csv", spreadsheets.plan_export, {"form": "csv"}, name="plan_csv"),
    path("<slug:code>/budget/", PlanBudget.as_view(), name="plan_budget"),
    path("<slug:code>/budget/budget.<str:suffix>", PlanBudget.as_view(), name="plan_budget_file"),
    path("<slug:code>/budget/<slug:heading>/", ChangeBudget.as_view(), name="budget_change"),
    path("<slug:code>/agree/", stages.AgreePlan.as_view(), name="plan_agree"),
    path("<slug:code>/endorse/", stages.EndorsePlan.as_view(), name="plan_endorse"),
    path("<slug:code>/supersede/", stages.SupersedePlan.as_view(), name="plan_supersede"),
    path("<slug:code>/complete/", stages.CompleteText.as_view(), name="plan_complete"),
    path("<slug:code>/revision/begin/", stages.BeginRevision.as_view(), name="revision_begin"),
    path("<slug:code>/revision/cancel/", stages.CancelRevision.as_view(), name="revision_cancel"),
    path("<slug:code>/extend/", stages.ExtendPlan.as_view(), name="plan_extend"),
    path("<slug:code>/import/", spreadsheets.TextsPage.as_view(), name="import_new"),
    path(
        "<slug:code>/import/to-correct.xlsx",
        spreadsheets.TextsPage.as_view(step="marked"),
        name="import_marked",
    ),
    path(
        "<slug:code>/import/confirm/", spreadsheets.TextsPage.as_view(step="confirm"), name="import_confirm"
    ),
    *(
        path(f"<slug:code>/{at}/new/", texts.AddText.as_view(), {"kind": kind}, name=f"{name}_new")
        for kind, name, at, _ in TEXTS
    ),
    path(
        "<slug:code>/targets/<str:key>/continues/",
        texts.KeepDescent.as_view(),
        {"kind": TextKind.TARGET},
        name="target_continues",
    ),
    *(
        path(f"<slug:code>/{at}/<str:key>/{verb}/", view, {"kind": kind}, name=f"{name}_{verb}")
        for kind, name, _, at in TEXTS
        for verb, view in VERBS
    ),
]
