"""The table of money by partner, one for screen and print."""

from decimal import Decimal

from django.utils.translation import gettext

from reporting.dataset.partner_support import HelpInKind
from reporting.dataset.schema import Dataset
from reporting.dataset.totals import money_by_partner
from reporting.report.cells import breakable, partners_spent_words
from reporting.report_text.values import any_cents, delivered_words, dollars


def partner_table(dataset: Dataset) -> dict[str, object]:
    """US dollars and help in kind by partner, with their sum; empty where no partner supports anything."""
    partners = money_by_partner(dataset)
    if not partners:
        return {}
    cents = any_cents(dataset.money)
    everything = dataset.money.everything
    total = _amounts(everything.accepted, everything.spent_within, everything.spent_apart, cents=cents)
    return {
        "rows": [
            {
                "name": partner_name(one.name),
                "help": [words for given in one.in_kind for words in help_words(given)],
                **_amounts(one.accepted, one.spent.accepted, one.spent.outside, cents=cents),
            }
            for one in partners
        ],
        "total": {"name": gettext("All partners"), "help": [], **total},
    }


def partner_name(name: str) -> str:
    """A partner by its name; those without one have a name together."""
    return name or gettext("Partners not named")


def help_words(one: HelpInKind) -> list[str]:
    """Each item of help in kind, with its activity and whether it has come."""
    words = gettext("%(activity)s %(what)s · %(delivered)s")
    delivered = delivered_words(one.delivered)
    return [
        words % {"activity": one.activity, "what": breakable(item), "delivered": delivered}
        for item in one.items
    ]


def _amounts(
    accepted: Decimal | None, within: Decimal | None, apart: Decimal | None, *, cents: bool
) -> dict[str, str]:
    of_it, outside = partners_spent_words(accepted, within, apart, cents=cents)
    return {
        "accepted": dollars(accepted, cents=cents) if accepted else "–",
        "within": of_it,
        "apart": outside,
    }
