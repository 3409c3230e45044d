"""What a report and its editions are called, who reads them, the numbers of their pages, and how far the plan is."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from reporting.report_text.values import AUDIENCE_WORDS, moment
from spa.statuses import PlanStage

# Where the style sheet puts its counters: no text has these characters.
PAGE, PAGES = "\ue000", "\ue001"

STAGES: dict[str, Promise] = {
    PlanStage.DRAFT: gettext_lazy("The plan of action is still a draft."),
    PlanStage.AGREED: gettext_lazy("The plan of action is agreed in principle."),
    PlanStage.ENDORSED: gettext_lazy("The plan of action is endorsed."),
    PlanStage.SUPERSEDED: gettext_lazy("A newer plan of action has replaced this one."),
}


def for_audience(audience: str) -> str:
    """ "for partners", behind the number of an edition."""
    return gettext("for %(readers)s") % {"readers": AUDIENCE_WORDS[audience]}


def report_title(year: int) -> str:
    """ "COMMIT Annual Report 2011"."""
    return gettext("COMMIT Annual Report %(year)s") % {"year": year}


def edition_title(edition: int, audience: str) -> str:
    """ "Edition 2, for partners". A draft has no number."""
    words = gettext("Edition %(edition)s, %(for_readers)s") if edition else gettext("Draft, %(for_readers)s")
    return words % {"edition": edition, "for_readers": for_audience(audience)}


def edition_name(year: int, edition: int, audience: str) -> str:
    """ "COMMIT Annual Report 2011, edition 2, for partners"."""
    words = gettext("COMMIT Annual Report %(year)s, edition %(edition)s, %(for_readers)s")
    if not edition:
        words = gettext("COMMIT Annual Report %(year)s, draft, %(for_readers)s")
    return words % {"year": year, "edition": edition, "for_readers": for_audience(audience)}


def edition_words(edition: int, audience: str, as_of: datetime) -> str:
    """Two sentences: who may read the edition, and the moment of its figures. Of a draft, that it is one."""
    words = gettext("Edition %(edition)s shows what %(readers)s may read. The figures are from %(moment)s.")
    if not edition:
        words = gettext("This is a draft, not for quotation. The figures are from %(moment)s.")
    return words % {"edition": edition, "readers": AUDIENCE_WORDS[audience], "moment": moment(as_of)}


def page_words() -> tuple[str, str, str]:
    """ "Page 5 of 24" without the numbers, which only the style sheet knows: the words before, between and after."""
    words = gettext("Page %(page)s of %(pages)s") % {"page": PAGE, "pages": PAGES}
    before, _sign, rest = words.partition(PAGE)
    between, _sign, after = rest.partition(PAGES)
    return before, between, after
