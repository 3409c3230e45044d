"""The addresses of the consultation: the taskforce's side, technical needs, a partner's part."""

from django.urls import URLPattern, path

from workplans.consultation.views import partner, taskforce

PLAN = "<year:year>/<place:place>/"
LINE = f"{PLAN}<line:number>/"
SUPPORT = f"{LINE}support/<slug:partner>/<int:nth>/"

urlpatterns: list[URLPattern] = [
    path(f"{PLAN}consultation/", taskforce.ConsultationPage.as_view(), name="consultation"),
    path(f"{PLAN}consultation/open/", taskforce.OpenToPartner.as_view(), name="consultation_open"),
    path(
        f"{PLAN}consultation/<slug:partner>/until/", taskforce.MoveLastDay.as_view(), name="consultation_move"
    ),
    path(
        f"{PLAN}consultation/<slug:partner>/close/", taskforce.EndOpening.as_view(), name="consultation_close"
    ),
    path(f"{LINE}ask/", taskforce.AskPartner.as_view(), name="support_ask"),
    path(f"{LINE}told/", taskforce.RecordSupport.as_view(), name="support_told"),
    path(f"{SUPPORT}change/", taskforce.ChangeRequest.as_view(), name="support_change_request"),
    path(f"{SUPPORT}cancel/", taskforce.CancelRequest.as_view(), name="support_cancel_request"),
    path(f"{SUPPORT}answer/", taskforce.AcceptOffer.as_view(), name="support_answer"),
    path(f"{SUPPORT}decline/", taskforce.DeclineOffer.as_view(), name="support_decline"),
    path(f"{SUPPORT}record/", taskforce.RecordAnswer.as_view(), name="support_record"),
    path(f"{SUPPORT}end/", taskforce.LowerOrEndSupport.as_view(), name="support_end"),
    path("<year:year>/needs/", taskforce.UnmetNeeds.as_view(), name="needs_unmet"),
    path(f"{LINE}need/", taskforce.MeetNeed.as_view(), name="need_mark"),
    path(f"{LINE}need/unmark/", taskforce.UnmeetNeed.as_view(), name="need_unmark"),
    path(f"{PLAN}consultation/nothing/", partner.NothingToOffer.as_view(), name="nothing_to_offer"),
    path(f"{LINE}offer/", partner.OfferSupport.as_view(), name="support_offer"),
    path(f"{SUPPORT}offer/", partner.AnswerRequest.as_view(), name="support_change_offer"),
    path(f"{SUPPORT}take-back/", partner.CancelOffer.as_view(), name="support_take_back"),
]
