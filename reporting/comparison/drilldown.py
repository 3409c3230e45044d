"""The activities behind a cell of the matrix or a count of Table 1, as far as the reader may see them."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from commit_portal.i18n.formatting import and_list, comma_list, has_cents, money, span
from commit_portal.workflow.views import Values
from reporting.dataset.activities import ActivityFacts
from reporting.dataset.partner_support import SupportFacts
from reporting.dataset.schema import Facts
from reporting.dataset.totals import is_earlier
from reporting.report.cells import amount_words
from reporting.report_text.as_of import amount_as_of, as_of
from reporting.report_text.values import delivered_words, partner_name, result_word
from workplans.activity_codes import short_code


def activities_behind(lines: Sequence[ActivityFacts], facts: Facts, place: str, *, on: date) -> list[Values]:
    """The lines of one workplan as a list shows them on a day; money with cents in all of them where one has any.

    `facts` are those of the page, `place` is the country's part of the address, or "regional".
    """
    cents = any(
        has_cents(amount)
        for line in lines
        for amount in (line.secretariat_cost, line.spent_secretariat, line.spent_partners)
        if amount
    )
    return [_activity(line, facts, place, cents=cents, on=on) for line in lines]


def _activity(line: ActivityFacts, facts: Facts, place: str, *, cents: bool, on: date) -> Values:
    number, shown = short_code(line.code), facts.stage
    partners = gettext("with %(partners)s") % {"partners": and_list(line.partners)} if line.partners else ""
    spent = [amount_words(one, cents=cents) for one in (line.spent_secretariat, line.spent_partners)]
    if not number:
        # What was loaded from a document has no code, no page and no answers.
        unknown = ("planned", "actual", "word", "spent_secretariat", "spent_partners")
        return {"title": line.title, "status": "not_loaded", **dict.fromkeys(unknown, gettext("Not loaded"))}
    under = (line.lead_body, partners, comma_list(line.shared_with))
    return {
        "code": number,
        "full": line.code,
        "title": line.title,
        "url": reverse("activity", args=[facts.year, place, number]),
        "is_overdue": line.is_overdue(on),
        "under": " · ".join(words for words in under if words),
        "planned": span(line.planned.starts, line.planned.ends),
        "actual": span(line.actual.starts, line.actual.ends) if line.actual else gettext("Not reported"),
        "status": "withdrawn" if line.withdrawn else line.result.value,
        "word": gettext("Withdrawn") if line.withdrawn else result_word(line),
        "as_of": as_of(shown, line.said_at.result, line.said_on),
        "narrative": line.narrative,
        "shown": line.evidence,
        "place": place,
        "spent_secretariat": spent[0],
        "secretariat_as_of": amount_as_of([is_earlier(shown, line.said_at.spent_secretariat)]),
        "cost": "" if line.secretariat_cost is None else money(line.secretariat_cost, cents=cents),
        "spent_partners": spent[1],
        "partners_as_of": amount_as_of([is_earlier(shown, line.said_at.spent_partners)]),
        "sources": [said for one in line.support for said in _sources(one, cents=cents)],
    }


def _sources(one: SupportFacts, *, cents: bool) -> list[str]:
    """A partner's part of a line, in words: what was accepted of it, what it spent, and its help in kind."""
    name = partner_name(one.partner)
    amounts = (
        (gettext("%(partner)s: US$%(amount)s accepted"), one.accepted),
        (gettext("%(partner)s: US$%(amount)s spent"), one.spent),
    )
    said = [
        words % {"partner": name, "amount": money(amount, cents=cents)}
        for words, amount in amounts
        if amount is not None
    ]
    words = gettext("%(partner)s: %(what)s · %(delivered)s")
    delivered = delivered_words(one.delivered)
    return said + [words % {"partner": name, "what": item, "delivered": delivered} for item in one.in_kind]
