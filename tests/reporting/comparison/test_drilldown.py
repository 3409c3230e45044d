"""The activities behind a count: what each partner gives and spends, one whole sentence each."""

from decimal import Decimal

from reporting.comparison.drilldown import activities_behind
from reporting.dataset.activities import ActivityFacts
from reporting.dataset.partner_support import SupportFacts


def test_sources_of_a_line_say_accepted_spent_and_each_item_in_kind() -> None:
    support = SupportFacts("ILO", Decimal(4_000), Decimal(3_500), ("Two trainers", "A room"), "partly")
    unnamed = SupportFacts("", spent=Decimal(900))
    line = ActivityFacts("KH-2011-001", "Workshop", "A1", "training", support=(support, unnamed))

    (row,) = activities_behind([line], 2011, "kh", shown=None)

    assert row["sources"] == [
        "ILO: US$4,000 accepted",
        "ILO: US$3,500 spent",
        "ILO: Two trainers · Delivered in part",
        "ILO: A room · Delivered in part",
        "Partners not named: US$900 spent",
    ]
