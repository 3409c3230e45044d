"""Who may make, read, download and release editions."""

from django.utils.translation import gettext as _

from commit_portal.refusals import Permit, allowed_if
from commit_portal.workflow import MACHINE
from commit_portal.workflow.lifecycle import Machine
from reporting.models import AnnualReport
from workplans.models import Seat
from workplans.statuses import Audience


def may_ask_edition(by: Seat | Machine | None, about: object = None) -> Permit:
    """Let the regional office ask for editions, for every audience; so may the command line. `about` is for the steps."""
    said = _("Only the regional office can make editions. Ask the regional office.")
    return allowed_if(by is MACHINE or (isinstance(by, Seat) and by.is_regional_office), said)


def may_read_edition(seat: Seat | None, report: AnnualReport) -> Permit:
    """Let the Secretariat read every edition, others those released to their audience."""
    said = _("This edition is not released to you. Ask the regional office to release it.")
    return allowed_if(AnnualReport.objects.visible_to(seat).filter(pk=report.pk).exists(), said)


def may_download_edition(seat: Seat | None, report: AnnualReport) -> Permit:
    """Let who may read an edition download it, as soon as it has files."""
    said = _("This edition has no files yet. Wait until they are ready.")
    return may_read_edition(seat, report) and allowed_if(report.is_finished, said)


def may_release_edition(seat: Seat | None, report: AnnualReport) -> Permit:
    """Let the regional office release it. The page asks once more before the readers see the edition."""
    draft = _("A draft is not released. Make an edition.")
    said = _(
        "The Secretariat can read this edition when the edition is ready. You do not need to release it."
    )
    may = may_ask_edition(seat) and allowed_if(not report.is_draft, draft)
    return may and allowed_if(report.audience != Audience.SECRETARIAT, said)
