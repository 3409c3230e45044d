"""Sentences on an edition itself, and the words at the foot of its pages."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reporting.report_text.values import moment
from workplans.statuses import Audience

SHOWS: dict[str, Promise] = {
    Audience.SECRETARIAT: _(
        "Edition %(edition)s shows what the Secretariat may read. The figures are from %(moment)s."
    ),
    Audience.TASKFORCES: _(
        "Edition %(edition)s shows what the taskforces may read. The figures are from %(moment)s."
    ),
    Audience.PARTNERS: _(
        "Edition %(edition)s shows what partners may read. The figures are from %(moment)s."
    ),
    Audience.OBSERVERS: _(
        "Edition %(edition)s shows what observers may read. The figures are from %(moment)s."
    ),
}
# Where the style sheet puts its counters: no text has these characters.
PAGE, PAGES = "\ue000", "\ue001"


def report_title(year: int) -> str:
    """ "COMMIT Annual Report 2011"."""
    return gettext("COMMIT Annual Report %(year)s") % {"year": year}


def edition_words(edition: int, audience: str, as_of: datetime) -> str:
    """Two sentences: who may read the edition, and the moment of its figures."""
    return str(SHOWS[audience]) % {"edition": edition, "moment": moment(as_of)}


def page_words() -> tuple[str, str, str]:
    """ "Page 5 of 24" without the numbers, which only the style sheet knows: the words before, between and after."""
    words = gettext("Page %(page)s of %(pages)s") % {"page": PAGE, "pages": PAGES}
    before, _sign, rest = words.partition(PAGE)
    between, _sign, after = rest.partition(PAGES)
    return before, between, after
