"""Who may make, read, download and release editions."""

from __future__ import annotations

from commit_portal.lifecycle import MACHINE, Machine
from commit_portal.permits import ALLOWED, Permit, refusal
from reporting.models import AnnualReport
from workplans.models import Seat
from workplans.statuses import Audience


def may_ask_edition(by: Seat | Machine | None) -> Permit:
    """The regional office asks for editions, for every audience; so does the command line."""
    if by is MACHINE or (isinstance(by, Seat) and by.is_regional_office):
        return ALLOWED
    return refusal("The regional office makes the editions of the annual report.")


def may_read_edition(seat: Seat | None, report: AnnualReport) -> Permit:
    """The Secretariat reads every edition; others those released to their audience."""
    if AnnualReport.objects.visible_to(seat).filter(pk=report.pk).exists():
        return ALLOWED
    return refusal("This edition has not been released to you.")


def may_download_edition(seat: Seat | None, report: AnnualReport) -> Permit:
    """Who may read an edition downloads it, as soon as it has files."""
    reading = may_read_edition(seat, report)
    if reading and not report.is_finished:
        return refusal("This edition has no files yet.")
    return reading


def may_release_edition(seat: Seat | None, report: AnnualReport) -> Permit:
    """A second look: the page asks for it once more before the readers see the edition."""
    asking = may_ask_edition(seat)
    if not asking:
        return asking
    if report.audience == Audience.SECRETARIAT:
        return refusal(
            "The Secretariat reads its edition as soon as it is ready: there is nothing to release."
        )
    return ALLOWED


def may_try_again(by: Seat | Machine | None, report: AnnualReport) -> Permit:
    """Who may ask for an edition asks once more after a failure."""
    return may_ask_edition(by)
