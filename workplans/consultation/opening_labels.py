"""The readers of an open draft, in words: who they are, from when, and what the end of it does."""

from django.utils.translation import gettext, gettext_lazy

from commit_portal.i18n.formatting import day
from workplans.models import Opening, Taskforce

END_PARTNER_DOES = gettext_lazy(
    "The partner can no longer read the draft. It can still read the activities that it supports, in the draft "
    "as well. You can open the draft again at any time."
)
END_DESK_DOES = gettext_lazy(
    "The desk can no longer read the draft or comment on it. After you submit the workplan, it can read it. You can "
    "open the draft again at any time."
)


def reader_of(opening: Opening) -> str:
    """The partner, or the desk of the plan's country."""
    if opening.partner:
        return str(opening.partner)
    return gettext("The %(country)s desk") % {"country": opening.workplan.taskforce.name}


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


def has_been_opened(opening: Opening) -> str:
    """The sentence after a draft was opened."""
    if opening.partner is None:
        return gettext("The desk can now read the draft.")
    return gettext("%(partner)s can now read the draft.") % {"partner": opening.partner}


def has_ended(opening: Opening) -> str:
    """The sentence after an opening has ended."""
    if opening.partner is None:
        return gettext("The desk can no longer read the draft.")
    return gettext("%(partner)s can no longer read the draft.") % {"partner": opening.partner}


def end_does(opening: Opening) -> str:
    """What the end of an opening does for its reader."""
    return str(END_PARTNER_DOES if opening.partner else END_DESK_DOES)
