"""What somebody asks for or offers, as it was typed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workplans.models import TechnicalNeed
from workplans.statuses import ContributionKind


@dataclass(frozen=True)
class SupportDraft:
    """Money in US dollars, or people and things. `need`: the technical need of the line that it is for, if any."""

    kind: str = ContributionKind.FUNDS
    amount: Decimal | None = None
    what: str = ""
    need: TechnicalNeed | None = None

    def columns(self) -> dict[str, Any]:
        """The columns of a contribution. Help in kind has no amount."""
        return {
            "kind": self.kind,
            "amount": self.amount if self.kind == ContributionKind.FUNDS else None,
            "what": self.what.strip(),
            "need": self.need,
        }
