"""The addresses of the regional workplan: what each country answers, the proposal and the approval."""

from django.urls import URLPattern, path

from workplans.regional import views

PLAN = "<year:year>/regional/"
LINE = f"{PLAN}<line:number>/"
PLACE = {"place": "regional"}

urlpatterns: list[URLPattern] = [
    path(f"{PLAN}propose/", views.ProposeRegional.as_view(), PLACE, name="regional_propose"),
    path(f"{PLAN}in-force/", views.ApproveRegional.as_view(), PLACE, name="regional_put_in_force"),
    path(f"{LINE}confirm/", views.ConfirmParticipation.as_view(), PLACE, name="regional_confirm"),
    path(f"{LINE}decline/", views.DeclineParticipation.as_view(), PLACE, name="regional_decline"),
]
