"""The readers of a plan, in words."""

from django.utils.translation import gettext, gettext_lazy

from commit_portal.i18n.formatting import day
from workplans.models import Release
from workplans.statuses import Audience

READ_NOW = {
    Audience.TASKFORCES: gettext_lazy("The other taskforces can read version %(number)s."),
    Audience.PARTNERS: gettext_lazy("Partners can read version %(number)s."),
    Audience.OBSERVERS: gettext_lazy("Observers can read version %(number)s."),
}


def read_by(audience: Audience, releases: list[Release]) -> Release | None:
    """The release that an audience reads now: the newest version of those in force (`releases_now`)."""
    return next((release for release in releases if release.audience == audience), None)


def version_since(current: Release) -> str:
    """The version that an audience reads, and since when."""
    said = gettext("Version %(number)s, since %(day)s")
    return said % {"number": current.version.number, "day": day(current.at)}
