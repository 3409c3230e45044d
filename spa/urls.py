"""The plans of action: /plans/, /plans/spa-3/, /plans/spa-3/targets/1.T1/correct/."""

from django.urls import path

from spa.statuses import TextKind
from spa.views import imports, reading, stages, texts

app_name = "spa"

VERBS = (("edit", texts.text_edit), ("remove", texts.text_remove), ("correct", texts.text_correct))

urlpatterns = [
    path("", reading.plan_list, name="plan_list"),
    path("new/", stages.plan_new, name="plan_new"),
    path("<slug:code>/", reading.plan_detail, name="plan_detail"),
    path("<slug:code>/plan.xlsx", reading.plan_export, {"form": "xlsx"}, name="plan_xlsx"),
    path("<slug:code>/plan.csv", reading.plan_export, {"form": "csv"}, name="plan_csv"),
    path("<slug:code>/agree/", stages.plan_stage, {"step": "agree"}, name="plan_agree"),
    path("<slug:code>/endorse/", stages.plan_stage, {"step": "endorse"}, name="plan_endorse"),
    path("<slug:code>/supersede/", stages.plan_stage, {"step": "supersede"}, name="plan_supersede"),
    path("<slug:code>/extend/", stages.plan_extend, name="plan_extend"),
    path("<slug:code>/import/", imports.import_new, name="import_new"),
    path("<slug:code>/import/<int:key>/", imports.import_preview, name="import_preview"),
    path("<slug:code>/areas/new/", texts.text_new, {"kind": TextKind.AREA}, name="area_new"),
    path(
        "<slug:code>/areas/<str:area>/targets/new/",
        texts.text_new,
        {"kind": TextKind.TARGET},
        name="target_new",
    ),
    path(
        "<slug:code>/areas/<str:area>/activities/new/",
        texts.text_new,
        {"kind": TextKind.ACTIVITY_AREA},
        name="activity_new",
    ),
    *(
        path(f"<slug:code>/areas/<str:key>/{verb}/", view, {"kind": TextKind.AREA}, name=f"area_{verb}")
        for verb, view in VERBS
    ),
    *(
        path(f"<slug:code>/targets/<str:key>/{verb}/", view, {"kind": TextKind.TARGET}, name=f"target_{verb}")
        for verb, view in VERBS
    ),
    *(
        path(
            f"<slug:code>/areas/<str:area>/activities/<str:key>/{verb}/",
            view,
            {"kind": TextKind.ACTIVITY_AREA},
            name=f"activity_{verb}",
        )
        for verb, view in VERBS
    ),
]
