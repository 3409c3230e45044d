"""An edition as the list and its own page show it, every value formatted."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.forms.base import Values
from commit_portal.i18n.messages import from_plain
from commit_portal.refusals import refusal
from commit_portal.workflow.lifecycle import may_walk
from reporting.editions.lifecycle import RELEASE, TRY_AGAIN
from reporting.editions.rules import overtaken
from reporting.models import AnnualReport
from reporting.queue.rows import words_of
from reporting.report_text.coverage import edition_words, for_audience
from reporting.report_text.values import AUDIENCE_WORDS, day, moment
from workplans.models import Seat
from workplans.statuses import Audience

READERS: dict[str, Promise] = {
    Audience.SECRETARIAT: _("The Secretariat"),
    Audience.TASKFORCES: _("All taskforces"),
    Audience.PARTNERS: _("Partners"),
    Audience.OBSERVERS: _("Observers"),
}


def line_of(found: AnnualReport, seat: Seat) -> Values:
    """Format one edition for the list and its own page; it must come from `with_overtaking`."""
    try_again = may_walk(found, TRY_AGAIN, by=seat)
    # The rule of the action as well (AR-2): the list knows already what has overtaken what.
    if try_again and found.overtaken_by:
        try_again = refusal(overtaken(found.overtaken_by))
    return {
        "report": found,
        "title": title_of(found),
        "url": reverse("report_edition", args=[found.cycle.year, found.audience, found.edition]),
        # Where there are several.
        "language": dict(settings.LANGUAGES).get(found.language, "") if len(settings.LANGUAGES) > 1 else "",
        "asked": moment(found.asked_at),
        **words_of(found),
        "shows": edition_words(found.edition, found.audience, found.as_of),
        "failure": found.failure_words,
        "changes": [str(from_plain(change)) for change in found.what_changed],
        "audience": AUDIENCE_WORDS[found.audience],
        "released": moment(found.released_at) if found.released_at else "",
        "replaced": day(found.replaced_at) if found.replaced_at else "",
        "release": may_walk(found, RELEASE, by=seat),
        "try_again": try_again,
    }


def title_of(found: AnnualReport) -> str:
    """ "Edition 2, for partners"."""
    named = {"edition": found.edition, "for_readers": for_audience(found.audience)}
    if found.is_draft:
        return gettext("Draft, %(for_readers)s") % named
    return gettext("Edition %(edition)s, %(for_readers)s") % named


def name_of(found: AnnualReport) -> str:
    """ "COMMIT Annual Report 2011, edition 2, for partners"."""
    named = {"year": found.cycle.year, "edition": found.edition, "for_readers": for_audience(found.audience)}
    if found.is_draft:
        return gettext("COMMIT Annual Report %(year)s, draft, %(for_readers)s") % named
    return gettext("COMMIT Annual Report %(year)s, edition %(edition)s, %(for_readers)s") % named
