"""The audiences of an approved version, in words: what they read, and what a release and its end do."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.formatting import day
from commit_portal.i18n.messages import say
from workplans.models import Opening, Release
from workplans.statuses import Audience

READ_NOW = {
    Audience.TASKFORCES: _("The other taskforces can read version %(number)s."),
    Audience.PARTNERS: _("Partners can read version %(number)s."),
    Audience.OBSERVERS: _("Observers can read version %(number)s."),
}
RELEASE_TO = {
    Audience.TASKFORCES: _("Release version %(number)s to the other taskforces"),
    Audience.PARTNERS: _("Release version %(number)s to partners"),
    Audience.OBSERVERS: _("Release version %(number)s to observers"),
}
RELEASE_INSTEAD = {
    Audience.TASKFORCES: _("Release version %(number)s to the other taskforces, in place of version %(old)s"),
    Audience.PARTNERS: _("Release version %(number)s to partners, in place of version %(old)s"),
    Audience.OBSERVERS: _("Release version %(number)s to observers, in place of version %(old)s"),
}
RELEASED_TO = {
    Audience.TASKFORCES: _("The other taskforces can read version %(number)s from now on."),
    Audience.PARTNERS: _("Partners can read version %(number)s from now on."),
    Audience.OBSERVERS: _("Observers can read version %(number)s from now on."),
}
# Other pages that show what is released.
ELSEWHERE = {
    Audience.TASKFORCES: _(
        "The comparison shows its activities. After a review is closed, it also shows your answers and "
        "the amounts of partners. New annual reports for these readers show the same."
    ),
    Audience.PARTNERS: _("New annual reports for these readers."),
    Audience.OBSERVERS: _("New annual reports for these readers."),
}
END_RELEASE = {
    Audience.TASKFORCES: _("End access for the other taskforces"),
    Audience.PARTNERS: _("End access for partners"),
    Audience.OBSERVERS: _("End access for observers"),
}
ENDED_RELEASE = {
    Audience.TASKFORCES: _("The other taskforces can no longer read this workplan."),
    Audience.PARTNERS: _("Partners can no longer read this workplan."),
    Audience.OBSERVERS: _("Observers can no longer read this workplan."),
}


def reader_of(opening: Opening) -> str:
    """The partner, or the desk of the plan's country."""
    if opening.partner:
        return str(opening.partner)
    return say(_("The %(country)s desk"), country=opening.workplan.taskforce.name)


def read_by(audience: Audience, releases: list[Release]) -> Release | None:
    """The release that an audience reads now: the newest version of `releases_now`."""
    return next((release for release in releases if release.audience == audience), None)


def version_since(current: Release) -> str:
    """The version that an audience reads, and since when."""
    return say(_("Version %(number)s, since %(day)s"), number=current.version.number, day=day(current.at))
