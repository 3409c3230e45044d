"""The table of money by partner, one for screen and print."""

from decimal import Decimal

from django.utils.translation import gettext

from commit_portal.i18n.messages import say
from reporting.dataset.partner_support import PartnerMoney, SpentMoney
from reporting.dataset.schema import Dataset
from reporting.dataset.totals import money_by_partner
from reporting.report.cells import breakable, partners_spent_words
from reporting.report_text.values import any_cents, delivered_words, dollars


def partner_table(dataset: Dataset) -> dict[str, object]:
    """US dollars and help in kind by partner, with their sum; empty where no partner supports anything."""
    partners = money_by_partner(dataset)
    if not partners:
        return {}
    cents, everything = any_cents(dataset.money), dataset.money.everything
    spent = SpentMoney(everything.spent_within, everything.spent_apart)
    together = PartnerMoney(gettext("All partners"), everything.accepted or Decimal(0), spent)
    *rows, total = (_row(one, cents=cents) for one in (*partners, together))
    return {"rows": rows, "total": total}


def partner_name(name: str) -> str:
    """A partner by its name; those without one have a name together."""
    return name or gettext("Partners not named")


def _row(one: PartnerMoney, *, cents: bool) -> dict[str, object]:
    """A partner's money, and each item of its help in kind, with its activity and whether it has come."""
    within, apart = partners_spent_words(one.accepted, one.spent.accepted, one.spent.outside, cents=cents)
    words = gettext("%(activity)s %(what)s · %(delivered)s")
    return {
        "name": partner_name(one.name),
        "help": [
            say(
                words,
                activity=given.activity,
                what=breakable(item),
                delivered=delivered_words(given.delivered),
            )
            for given in one.in_kind
            for item in given.items
        ],
        "accepted": dollars(one.accepted, cents=cents) if one.accepted else "–",
        "within": within,
        "apart": apart,
    }
