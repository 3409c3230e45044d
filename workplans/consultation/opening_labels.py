"""The readers of an open draft, in words: from when, and until when."""

from django.utils.translation import gettext

from commit_portal.i18n.formatting import day
from workplans.models import Opening, Taskforce


def open_since(opening: Opening) -> str:
    """The day from which the reader reads the draft, and the last one of a partner."""
    since = day(opening.opened_at)
    if opening.until_on is None:
        return gettext("Since %(day)s") % {"day": since}
    return gettext("Since %(since)s, until the end of %(until)s (%(place)s time)") % {
        "since": since,
        "until": day(opening.until_on),
        "place": clock_of(opening.workplan.taskforce),
    }


def clock_of(taskforce: Taskforce) -> str:
    """Where the clock stands by which a last day ends: in the country, or in the Secretariat's city for the region."""
    return gettext("Bangkok") if taskforce.is_regional else taskforce.name
