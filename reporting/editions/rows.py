"""An edition as the list and its own page show it, every value formatted."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import Values
from commit_portal.i18n import from_plain
from commit_portal.refusals import refusal
from commit_portal.workflow import may_walk
from reporting.editions.lifecycle import RELEASE, TRY_AGAIN
from reporting.editions.rules import overtaken
from reporting.models import AnnualReport
from reporting.queue.rows import words_of
from reporting.report_text.editions import edition_title, edition_words
from reporting.report_text.values import AUDIENCE_WORDS, day, moment
from workplans.models import Seat
from workplans.statuses import Audience

READERS: dict[str, Promise] = {**dict(Audience.choices), Audience.TASKFORCES: _("All taskforces")}


def line_of(found: AnnualReport, seat: Seat) -> Values:
    """Format one edition for the list and its own page; it must come from `with_overtaking`."""
    try_again = may_walk(found, TRY_AGAIN, by=seat)
    # The rule of the action as well (AR-2): the list knows already what has overtaken what.
    if try_again and found.overtaken_by:
        try_again = refusal(overtaken(found.overtaken_by))
    return {
        "report": found,
        "title": edition_title(found.edition, found.audience),
        "url": reverse("report_edition", args=[found.cycle.year, found.audience, found.edition]),
        # Where there are several.
        "language": dict(settings.LANGUAGES).get(found.language, "") if len(settings.LANGUAGES) > 1 else "",
        "asked": moment(found.asked_at),
        **words_of(found),
        "shows": edition_words(found.edition, found.audience, found.as_of),
        "changes": [str(from_plain(change)) for change in found.what_changed],
        "audience": AUDIENCE_WORDS[found.audience],
        "released": moment(found.released_at) if found.released_at else "",
        "replaced": day(found.replaced_at) if found.replaced_at else "",
        "release": may_walk(found, RELEASE, by=seat),
        "try_again": try_again,
    }
