"""The facts of one year, read once: pages, print and workbook are made from these values."""

from reporting.dataset.activities import ActivityFacts, TypeCounts
from reporting.dataset.money import AMOUNTS, Money, MoneyRow, secretariat_reported, sum_of, sum_of_known
from reporting.dataset.rows import ACTUAL_DAYS, PartnerAnswer, Rows
from reporting.dataset.schema import HIGHLIGHTS, REGION, CountryFacts, Dataset, Facts, OfficeText, YearTargets
from reporting.dataset.targets import AreaFacts, Cell, EvidenceFacts, TargetFacts
from reporting.dataset.values import NO_FOLLOW_UP, CellStatus, FollowUp, SaidAt, Span, TargetScope, note
