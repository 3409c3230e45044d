"""What partners give in the tests of the consultation."""

from decimal import Decimal

from workplans.consultation.rules import SupportDraft
from workplans.statuses import ContributionKind

MONEY = SupportDraft(amount=Decimal(4_000), what="Fees of two trainers")
PEOPLE = SupportDraft(kind=ContributionKind.IN_KIND, what="Two trainers")
