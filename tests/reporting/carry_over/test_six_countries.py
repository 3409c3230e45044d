"""A plan of 2010 from that of 2009 in all six countries: 139 lines, without typing a title."""

from datetime import date

import pytest

from commit_portal.models import Event
from reporting.demo.making import make_demonstration
from reporting.demo.people import Cast, Stage
from spa.models import ActionPlan
from tests import cast
from tests.cast import SignIn
from workplans.models import Activity, Workplan
from workplans.statuses import Funding
from workplans.years.actions import open_year

pytestmark = pytest.mark.slow

# Table 1 of the proposal: the number of lines of each country in 2009.
LINES = {"kh": 22, "cn": 15, "la": 22, "mm": 44, "th": 24, "vn": 12}


@pytest.fixture
def people(db: None, settings) -> Cast:
    """The demonstration, and 2010 opened on the plan of action of 2009, SPA II."""
    settings.DEMO = True
    people = make_demonstration(Stage.DRAFTING, password=cast.PASSWORD)
    open_year(
        2010,
        ActionPlan.objects.get(code="spa-2"),
        starts_on=date(2010, 1, 1),
        ends_on=date(2010, 12, 31),
        by=people["regional"],
        now=cast.NOW,
    )
    return people


def test_all_six_plans_of_2010_start_from_2009(people: Cast, client_of: SignIn) -> None:
    sent: list[str] = []
    for place in LINES:
        client, address = client_of(people[f"{place}.officer"]), f"/2010/{place}/last-year/"
        mark = client.get(address).context["mark"]
        chosen = client.post(address, {"seen": mark, "many": "as_it_is:"})
        ways = {
            row["name"]: way["value"]
            for area in chosen.context["areas"]
            for row in area["rows"]
            for way in row["ways"]
            if way["chosen"]
        }
        assert client.post(address, {"seen": mark, "put": "1", **ways}).status_code == 302
        sent += {*ways.values()}

    # Nothing is typed: the form has ways, and no other field.
    assert set(sent) == {"as_it_is"}
    new = Activity.objects.filter(workplan__cycle__year=2010).select_related(
        "workplan", "carried_from__workplan__cycle"
    )
    by_country = {place: new.filter(workplan__taskforce__slug=place).count() for place in LINES}
    assert by_country == LINES
    assert sum(by_country.values()) == 139
    assert all(line.carried_from.title == line.title for line in new)
    earlier = [line.carried_from.workplan for line in new]
    assert {plan.cycle.year for plan in earlier} == {2009}
    assert [plan.taskforce_id for plan in earlier] == [line.workplan.taskforce_id for line in new]
    assert len({line.carried_from_id for line in new}) == 139
    assert Event.objects.filter(verb="carry").count() == 139
    assert all(line.carried_from.secretariat_cost == line.secretariat_cost for line in new)
    assert {line.carried_from.starts_on.replace(year=2010) == line.starts_on for line in new} == {True}
    served = [sorted(line.target_links.values_list("target", flat=True)) for line in new]
    before = [sorted(line.carried_from.target_links.values_list("target", flat=True)) for line in new]
    assert served == before
    assert not new.exclude(funding=Funding.COUNTED).exists()
    plans = Workplan.objects.filter(cycle__year=2010, ceiling__isnull=False)
    assert len(plans) >= len(LINES)
    assert all(plan.committed <= plan.ceiling for plan in plans)
    assert [plan.committed for plan in plans.filter(taskforce__slug="th")] == [100_000]
