"""The numbered rules of the consultation (docs/rules.md): a sentence for the rule book, and a function that asks it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from commit_portal.i18n import message, say
from commit_portal.refusals import RuleBroken, Violation, broken
from workplans.consultation.queries import partner_reads, unanswered_of
from workplans.fields import SUPPORT_LIMIT
from workplans.models import Activity, Contribution, Partner, TechnicalNeed, Workplan
from workplans.plan.plan_types import say_of_asker
from workplans.statuses import ContributionKind

CO_2 = gettext_lazy(
    "A partner offers for itself, on an activity that is opened or released to it, or that it supports."
)
CO_3 = gettext_lazy("A partner has one open request or offer for an activity, a kind of support and a need.")
CO_4 = gettext_lazy("Funds have an amount above zero. Support in kind has a description.")
CO_7 = gettext_lazy("A decline has a reason.")
CO_8 = gettext_lazy("Accepted support is lowered or ended with a reason.")
NEEDS_AMOUNT = gettext_lazy("Write an amount above zero, in US dollars.")
# An amount with one or two zeros too many is above this.
MOST_TIMES_THE_COST = 10
# What is said where a draft is no longer open to a partner.
NOT_OPEN = gettext_lazy("You can no longer read this draft. Look at your home page.")


def co_2(line: Activity, partner: Partner, *, now: datetime) -> Violation | None:
    """Return CO-2 where the partner reads the line no longer."""
    if partner_reads(line, partner, now=now):
        return None
    return broken(co_2, not_read(line.workplan, line.code), field="amount")


def not_read(plan: Workplan, code: str) -> str:
    """Why an activity that the partner can no longer read takes no offer."""
    said = _(
        "You can no longer read %(code)s. The activity was withdrawn, or your access to the draft has ended."
    )
    ask = say_of_asker(plan, _("Ask the %(country)s taskforce."), _("Ask the regional office."))
    return f"{say(said, code=code)} {ask}"


def co_3(
    line: Activity,
    partner: Partner,
    kind: str,
    need: TechnicalNeed | None,
    *,
    but: Contribution | None = None,
) -> Violation | None:
    """Return CO-3 where the partner has another open request or offer for the same."""
    found = unanswered_of(line, partner, kind, need)
    if found is None or found == but:
        return None
    said = _(
        "%(partner)s has an open request or offer for %(code)s already. Change that one, or wait until it is "
        "answered."
    )
    return broken(co_3, say(said, partner=str(partner), code=line.code), field="partner")


def co_4(kind: str, amount: Decimal | None, what: str) -> Violation | None:
    """Return CO-4 where funds have no amount, or help in kind has no words. `amount` is US dollars."""
    if kind == ContributionKind.FUNDS:
        if amount is None or amount <= 0:
            return broken(co_4, NEEDS_AMOUNT, field="amount")
    elif not what.strip():
        return broken(co_4, _("Describe the people or things that are given."), field="what")
    if len(what.strip()) > SUPPORT_LIMIT:
        said = message("text.too_long", length=len(what.strip()), limit=SUPPORT_LIMIT)
        return broken(co_4, said, field="what")
    return None


def co_7(word: str) -> Violation | None:
    """Return CO-7 where a decline has no reason."""
    return None if word.strip() else broken(co_7, _("Give a short reason why you decline."), field="word")


def co_8(word: str) -> Violation | None:
    """Return CO-8 where accepted support is lowered or ended without a reason."""
    if word.strip():
        return None
    return broken(co_8, _("Give a reason. The partner can read this reason."), field="word")


def lowered(support: Contribution, amount: Decimal) -> Violation | None:
    """Return CO-8 where the new amount, US dollars, is not lower than the accepted one, or not above zero."""
    if amount <= 0:
        return broken(co_8, NEEDS_AMOUNT, field="amount")
    if support.amount is not None and amount < support.amount:
        return None
    said = say(_("Write an amount below US$%(amount)s."), amount=support.amount or Decimal(0))
    return broken(co_8, said, field="amount")


def goes_on(partner: Partner, *, today: date) -> Violation | None:
    """Refuse to ask a partner whose last day in the book has passed."""
    if partner.ends_on is None or today <= partner.ends_on:
        return None
    said = _("The last day of %(partner)s was %(day)s. Choose another partner.")
    return Violation("PARTNER", say(said, partner=str(partner), day=partner.ends_on), field="partner")


def latest_last_day(workplan: Workplan, *, today: date) -> date:
    """The latest last day of an opening: a later one is a slip of the pen. The end of the year after the plan's.

    Of a plan of an earlier year it is the end of the year after this one.
    """
    return date(max(workplan.cycle.year, today.year) + 1, 12, 31)


@dataclass(frozen=True)
class SupportDraft:
    """Money in US dollars, or people and things. `need`: the technical need of the line that it is for, if any."""

    kind: str = ContributionKind.FUNDS
    amount: Decimal | None = None
    what: str = ""
    need: TechnicalNeed | None = None

    def at(self, line: Activity) -> "SupportDraft":
        """The same for a locked line. Raises `RuleBroken` where its need was taken out meanwhile."""
        if self.need is None or line.technical_needs.filter(pk=self.need.pk).exists():
            return self
        said = _("This technical need was removed just now. Choose another one, or none.")
        raise RuleBroken(Violation("NEED", said, field="need"))

    def breaks(
        self, line: Activity, partner: Partner, *, but: Contribution | None = None
    ) -> tuple[Violation | None, Violation | None]:
        """CO-3 and CO-4, where this breaks them at the line. `but` is what it changes."""
        return co_3(line, partner, self.kind, self.need, but=but), co_4(self.kind, self.amount, self.what)

    def columns(self) -> dict[str, Any]:
        """The columns of a contribution. Help in kind has no amount."""
        return {
            "kind": self.kind,
            "amount": self.amount if self.kind == ContributionKind.FUNDS else None,
            "what": self.what.strip(),
            "need": self.need,
        }
