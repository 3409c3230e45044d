"""What somebody asks for or offers, as it was typed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from commit_portal.refusals import RuleBroken, Violation
from workplans.models import Activity, TechnicalNeed
from workplans.statuses import ContributionKind

# What is wrong with the need that was chosen: no numbered rule.
NEED = "NEED"


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
        raise RuleBroken(Violation(NEED, said, field="need"))

    def columns(self) -> dict[str, Any]:
        """The columns of a contribution. Help in kind has no amount."""
        return {
            "kind": self.kind,
            "amount": self.amount if self.kind == ContributionKind.FUNDS else None,
            "what": self.what.strip(),
            "need": self.need,
        }
