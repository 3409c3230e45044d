"""The readers of an open draft, in words: who they are, from when, and what the end of it does."""

from django.utils.translation import gettext, gettext_lazy

from commit_portal.i18n.formatting import day
from workplans.models import Opening, Taskforce

END_PARTNER_DOES = gettext_lazy(
    "The partner no longer reads the draft. It keeps reading the activities that it supports, in the draft "
    "as well. You can open the draft again at any time."
)
END_DESK_DOES = gettext_lazy(
    "The desk no longer reads the draft and cannot comment on it. After you submit, it reads the plan to decide. You "
    "can open the draft again at any time."
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
    return gettext("Since %(since)s, until %(until)s, 24:00 in %(place)s") % {
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
        return gettext("The desk reads the draft from now on.")
    return gettext("%(partner)s reads the draft from now on.") % {"partner": opening.partner}


def has_ended(opening: Opening) -> str:
    """The sentence after an opening has ended."""
    if opening.partner is None:
        return gettext("The desk no longer reads the draft.")
    return gettext("%(partner)s no longer reads the draft.") % {"partner": opening.partner}


def question_before_end(opening: Opening) -> str:
    """The heading of the page that asks before an opening ends."""
    return gettext("Stop access to the draft: %(who)s") % {"who": reader_of(opening)}


def end_does(opening: Opening) -> str:
    """What the end of an opening does for its reader."""
    return str(END_PARTNER_DOES if opening.partner else END_DESK_DOES)
