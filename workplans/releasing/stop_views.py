"""Ask before an opening or a release ends, and say what that does."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from commit_portal.i18n.parsing import read_number
from commit_portal.refusals import require
from workplans.consultation.opening_labels import end_does, question_before_end
from workplans.models import Opening, Release, Seat, Workplan
from workplans.plan.permissions import may_open_draft, may_release_workplan
from workplans.statuses import Audience

END_RELEASE = {
    Audience.TASKFORCES: gettext_lazy("End access for the other taskforces"),
    Audience.PARTNERS: gettext_lazy("End access for partners"),
    Audience.OBSERVERS: gettext_lazy("End access for observers"),
}
END_RELEASE_DOES = gettext_lazy(
    "These readers see “Not released” immediately. New annual reports for them do not include this "
    "workplan. Released reports do not change. You can release the workplan again at any time."
)


def question_before_stopping(
    request: HttpRequest, seat: Seat, plan: Workplan, openings: list[Opening], releases: list[Release]
) -> dict[str, str] | None:
    """The question before an opening to the desk or a release ends, with what that does.

    None where neither is asked for, or where it has ended: the page then shows who reads the plan now.
    """
    if wanted := request.GET.get("end_opening"):
        require(may_open_draft(seat, plan))
        to_desk = [item for item in openings if item.partner_id is None]
        opening = next((item for item in to_desk if str(item.pk) == wanted), None)
        if opening is None:
            past = Opening.objects.filter(workplan=plan, partner__isnull=True)
            get_object_or_404(past, pk=read_number(wanted))
            return None
        return {
            "heading": question_before_end(opening),
            "does": end_does(opening),
            "do": "end_opening",
            "name": "opening",
            "pk": wanted,
        }
    if wanted := request.GET.get("end_release"):
        require(may_release_workplan(seat, plan))
        release = next((item for item in releases if str(item.pk) == wanted), None)
        if release is None:
            get_object_or_404(Release, version__workplan=plan, pk=read_number(wanted))
            return None
        return {
            "heading": str(END_RELEASE[Audience(release.audience)]),
            "does": str(END_RELEASE_DOES),
            "do": "end_release",
            "name": "release",
            "pk": wanted,
        }
    return None
