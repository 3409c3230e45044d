"""Who may print a workplan as its form or a list, and download what is made."""

from django.utils.translation import gettext as _

from commit_portal.refusals import Permit, allowed_if, refusal
from reporting.dataset.printed_form import PartnersShown
from reporting.models import PrintedForm, PrintedList
from reporting.models.jobs import partners_shown_to
from workplans.models import Seat, Workplan, WorkplanVersion
from workplans.plan.permissions import may_read_draft
from workplans.plan.visibility import versions_visible_to
from workplans.statuses import IN_FORCE


def may_print(seat: Seat, plan: Workplan, version: WorkplanVersion | None) -> Permit:
    """Let who reads a version print it, and who reads the draft with its amounts print the draft (`version` is None).

    A form of a draft has the amounts of all partners (CO-12). While nobody amends an approved plan, there is no draft.
    """
    if version is None:
        if plan.status in IN_FORCE:
            said = _("This workplan has no draft now, because nobody amends it. Print the approved version.")
            return refusal(said)
        said = _("Partners can print a workplan after its approval. Until then, print the page of the draft.")
        reads_amounts = partners_shown_to(seat) is PartnersShown.AMOUNTS
        return may_read_draft(seat, plan) and allowed_if(reads_amounts, said)
    said = _("You cannot read this version. Choose a version that you can read.")
    return allowed_if(versions_visible_to(seat).filter(pk=version.pk, workplan=plan).exists(), said)


def may_download_form(seat: Seat | None, form: PrintedForm) -> Permit:
    """Let who may still read a form download it, as soon as it has files."""
    if not PrintedForm.objects.visible_to(seat).filter(pk=form.pk).exists():
        return refusal(_("You cannot read this form. Make your own form."))
    return allowed_if(form.is_finished, _("This form has no files yet. Wait until they are ready."))


def may_make_again(by: Seat, job: PrintedForm | PrintedList) -> Permit:
    """Let who may print the same make a failed form again, and the seat that asked for a list the list."""
    if isinstance(job, PrintedForm):
        return may_print(by, job.workplan, job.version)
    return allowed_if(job.seat_id == by.pk, _("Someone else made this list. Make your own list."))
