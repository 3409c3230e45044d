"""The addresses of the consultation: the taskforce's side, technical needs, a partner's part."""

from django.urls import URLPattern, path

from workplans.consultation.views import needs as needs
from workplans.consultation.views import openings as openings
from workplans.consultation.views import partner as partner
from workplans.consultation.views import taskforce as taskforce

PLAN = "<year:year>/<place:place>/"
LINE = f"{PLAN}<line:number>/"
SUPPORT = f"{LINE}support/<slug:partner>/<int:nth>/"

urlpatterns: list[URLPattern] = [
    path(f"{PLAN}consultation/", openings.consultation, name="consultation"),
    path(f"{PLAN}consultation/open/", openings.consultation_open, name="consultation_open"),
    path(f"{PLAN}consultation/<slug:partner>/until/", openings.consultation_move, name="consultation_move"),
    path(f"{PLAN}consultation/<slug:partner>/close/", openings.consultation_close, name="consultation_close"),
    path(f"{LINE}ask/", taskforce.AskPartner.as_view(), name="support_ask"),
    path(f"{LINE}told/", taskforce.RecordSupport.as_view(), name="support_told"),
    path(f"{SUPPORT}change/", taskforce.ChangeRequest.as_view(), name="support_change_asking"),
    path(f"{SUPPORT}cancel/", taskforce.CancelRequest.as_view(), name="support_cancel_request"),
    path(f"{SUPPORT}answer/", taskforce.AcceptOffer.as_view(), name="support_answer"),
    path(f"{SUPPORT}decline/", taskforce.DeclineOffer.as_view(), name="support_decline"),
    path(f"{SUPPORT}record/", taskforce.RecordAnswer.as_view(), name="support_record"),
    path(f"{SUPPORT}end/", taskforce.LowerOrEndSupport.as_view(), name="support_end"),
    path("<year:year>/needs/", needs.needs_unmet, name="needs_unmet"),
    path(f"{LINE}need/", needs.need_mark, name="need_mark"),
    path(f"{PLAN}consultation/nothing/", partner.nothing_to_offer, name="nothing_to_offer"),
    path(f"{LINE}offer/", partner.support_offer, name="support_offer"),
    path(f"{SUPPORT}offer/", partner.support_change_offer, name="support_change_offer"),
    path(f"{SUPPORT}take-back/", partner.support_take_back, name="support_take_back"),
]
