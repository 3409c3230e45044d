"""The addresses of grants, and of what pays for a workplan."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from workplans.funding import views

urlpatterns: list[URLPattern] = [
    path("grants/<slug:code>/", views.GrantList.as_view(), name="grants"),
    path("grants/<slug:code>/add/", views.ChangeGrant.as_view(heading=_("Record a grant")), name="grant_add"),
    path("grants/<slug:code>/<int:pk>/", views.ChangeGrant.as_view(), name="grant"),
    path("grants/<slug:code>/<int:pk>/remove/", views.RemoveGrant.as_view(), name="grant_remove"),
    path("<year:year>/<place:place>/funding/", views.PlanFunding.as_view(), name="plan_funding"),
]
