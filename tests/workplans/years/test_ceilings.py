"""The ceiling of a year or of a country changes from a day on. Nothing is dropped, and the next submission must fit."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from commit_portal.i18n import message, to_plain
from commit_portal.models import Event
from commit_portal.refusals import Refused, RuleBroken
from commit_portal.statuses import EventAudience
from commit_portal.workflow import events_about, record_event
from reporting.home.overview import glance
from tests import authz_matrix, cast, guard
from tests.cast import NOW, World
from tests.commit_portal.db.test_guards import sql
from workplans.models import Activity, AnnualCycle, Seat, Workplan
from workplans.presentation.checklist import open_now
from workplans.submitting.actions import amend_workplan, close_workplan
from workplans.years.actions import CHANGE_CEILING, change_ceiling, choose_countries, mark_of_plans

OLD, COST, LOWER, TODAY = Decimal(100_000), Decimal(10_000), Decimal(4_000), NOW.date()
TOMORROW, LAST = TODAY + timedelta(1), date(2011, 12, 31)
STATES = {"kh": "draft", "cn": "empty", "la": "submitted", "mm": "approved", "th": "returned", "vn": "closed"}
type Six = dict[str, Workplan]
type Days = list[date | None]


@pytest.fixture(autouse=True)
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    """The last one is the portal's day; None is the real clock's."""
    days: Days = [TODAY]
    monkeypatch.setattr("commit_portal.clock.demonstration_day", lambda: days[-1])
    return days


def announce(world: World, amount: Decimal = LOWER, of: Workplan | None = None, **given: Any) -> None:
    given = {"starts_on": TODAY, "by": world.seats["regional_office"]} | given
    change_ceiling(world.cycle, amount, country=of and of.taskforce, reason="Less money", now=NOW, **given)


def money_of(plan: Workplan) -> tuple[Decimal | None, Decimal | None, Decimal]:
    return Workplan.objects.values_list("ceiling", "next_ceiling", "committed").get(pk=plan.pk)


def newest(plan: Workplan) -> tuple[Decimal | None, Decimal]:
    return plan.versions.values_list("ceiling", "committed").latest("number")


def costs(world: World, line: Activity, amount: Decimal | int) -> None:
    cast.change(line, world.seats[f"{line.code[:2]} officer"], secretariat_cost=amount)


@pytest.fixture
def six(world: World) -> Six:
    """A plan in each state, by that state; all but the empty one with two activities of US$5,000."""
    plans = {state: world.workplan(slug) for slug, state in STATES.items()}
    # The day is a demonstration's (`days`), which the database does not know.
    AnnualCycle.objects.update(is_demo=True)
    for state, plan in plans.items():
        roles, at = ("officer", "lead", "desk"), plan.taskforce
        officer, lead, desk = (cast.make_seat(f"{state}_{role}", role, at) for role in roles)
        world.seats.update(zip((f"{at.code} {role}" for role in roles), (officer, lead, desk), strict=True))
        spent = {"by": officer, "secretariat_cost": COST / 2}
        lines = [cast.complete_line(plan, **spent) for _ in "12" if state != "empty"]
        if state in ("submitted", "returned"):
            plans[state] = cast.submitted(plan, by=lead)
        if state in ("approved", "closed"):
            plans[state] = cast.approved(plan, lead=lead, desk=desk)
        if state == "returned":
            plans[state] = returned(plans[state], lines[0], by=desk)
    close_workplan(plans["closed"], by=world.seats["regional_office"], now=NOW)
    return plans


def returned(plan: Workplan, line: Activity, *, by: Seat) -> Workplan:
    """With one activity sent back, and the others approved."""
    return cast.decided(plan, line, by=by, reason="The cost")


def test_a_lowered_ceiling_drops_nothing_in_any_state(world, six, client_of):
    office, page = client_of(world.seats["regional_office"]), "/2011/ceiling/"
    seen = office.get(page).context["form"]["seen"].value()
    typed = {"amount": "4,000", "starts_on": "1 Feb 2011", "reason": "Less money"}

    money = "/2011/comparison/money/"
    assert "allow up to US$300,000 together" in office.get(money).text
    assert office.post(page, typed | {"seen": seen}).url == "/2011/"
    assert "allow up to US$12,000 together" in office.get(money).text

    left = {"empty": (OLD, LOWER, 0), "closed": (OLD, None, COST)}
    above = dict.fromkeys(("draft", "submitted", "approved", "returned"), (OLD, LOWER, COST))
    assert {state: money_of(plan) for state, plan in six.items()} == left | above
    assert not events_about(six["closed"]).filter(verb="change_ceiling").exists()
    [event] = events_about(six["draft"]).filter(verb="change_ceiling")
    assert str(event) == "Announced a ceiling of US$4,000 from 1 Feb 2011 on"
    assert (event.by, event.note) == (world.seats["regional_office"].user, "Less money")
    bar = client_of(world.seats["KH lead"]).get("/2011/kh/").text
    assert "US$6,000 above the ceiling" in bar
    assert "The ceiling has been lower since 1 Feb 2011. The next submission must fit." in bar
    desk = client_of(world.seats["LA desk"]).get("/2011/la/decisions/").text
    assert "If you approve all remaining activities, the workplan is US$6,000 above the ceiling." in desk
    for reader in ("MM lead", "regional_office"):
        year = client_of(world.seats[reader]).get("/2011/").text
        assert "Ceiling for each country: US$4,000." in year
        assert "10,000: 6,000 above the ceiling of 4,000" in year
        assert "Less money" in year
    # A colleague's page from before.
    assert office.post(page, typed | {"seen": seen}).status_code == 409


def test_money_above_it_can_only_fall_until_a_submission_fits(world, six, days):
    plan, lead = six["draft"], world.seats["KH lead"]
    first, second = plan.activities.order_by("number")
    announce(world, of=plan, starts_on=TOMORROW)
    costs(world, first, 6_000)
    assert (money_of(plan), money_of(six["approved"])) == ((OLD, LOWER, 11_000), (OLD, None, COST))

    days.append(TOMORROW)

    with pytest.raises(RuleBroken, match=r"cannot rise above US\$11,000"):
        costs(world, first, 6_001)
    costs(world, first, 3_000)
    with pytest.raises(RuleBroken, match=r"cannot rise above US\$8,000"):
        costs(world, first, 3_001)
    assert "US$4,000 above the ceiling of US$4,000" in " ".join(map(str, open_now(world.workplan("kh"))))
    with pytest.raises(RuleBroken):
        cast.submitted(plan, by=lead)
    costs(world, second, 1_000)
    assert money_of(plan) == (OLD, LOWER, LOWER)
    assert money_of(cast.submitted(plan, by=lead)) == (LOWER, None, LOWER)

    announce(world, of=six["returned"], starts_on=TOMORROW)
    with pytest.raises(RuleBroken, match=r"US\$6,000 above the ceiling of US\$4,000"):
        cast.submitted(six["returned"], by=world.seats["TH lead"])


def test_a_desk_approves_and_returns_what_is_from_before(world, six):
    announce(world)
    before, desk = six["submitted"], world.seats["LA desk"]
    cast.decided(before, by=desk)
    assert newest(before) == (OLD, COST)

    lead, desk = world.seats["MM lead"], world.seats["MM desk"]
    plan = amend_workplan(six["approved"], note="Less money", by=lead, now=NOW)
    lines = list(plan.activities.order_by("number"))
    for line in lines:
        costs(world, line, 2_000)
    plan = cast.submitted(plan, by=lead)
    assert newest(plan) == money_of(plan)[::2] == (LOWER, LOWER)
    returned(plan, lines[0], by=desk)
    assert newest(plan) == (OLD, 7_000)


def test_a_closed_workplan_keeps_its_ceiling(world, six, client_of):
    announce(world)
    lead, office = client_of(world.seats["MM lead"]), world.seats["regional_office"]
    pages = ("/2011/mm/", "/2011/mm/history/")
    for page in pages:
        assert "US$6,000 above the ceiling" in lead.get(page).text
    assert ceiling_at_home(world) == "4000.00"

    close_workplan(six["approved"], by=office, now=NOW)

    for page in pages:
        bar = lead.get(page).text
        assert "90,000 left" in bar
        assert "above the ceiling" not in bar
    assert ceiling_at_home(world) == "100000.00"


def ceiling_at_home(world: World) -> str:
    rows = glance(world.cycle, world.seats["regional_office"])["rows"]
    return next(row["ceiling"] for row in rows if row["url"] == "/2011/mm/")


def test_a_higher_ceiling_holds_also_for_who_joins(world, six):
    cycle, by, joining = world.cycle, world.seats["regional_office"], six["empty"].taskforce
    everyone = [plan.taskforce for plan in six.values()]
    announce(world, Decimal(120_000))
    line = six["draft"].activities.earliest("number")

    costs(world, line, 110_000)
    with pytest.raises(RuleBroken):
        costs(world, line, 115_001)
    for chosen in ([one for one in everyone if one != joining], everyone):
        choose_countries(cycle, chosen, seen=mark_of_plans(cycle), reason="", by=by, now=NOW)
    # Those that fit take over the first one, and so does the year.
    announce(world, Decimal(130_000), starts_on=LAST)

    year = AnnualCycle.objects.get(pk=cycle.pk)
    assert (year.country_ceiling, year.next_ceiling) == (120_000, 130_000)
    assert money_of(six["draft"]) == (120_000, 130_000, 115_000)
    assert money_of(cycle.workplans.get(taskforce=joining)) == (120_000, 130_000, 0)


def test_a_day_that_is_past_or_gives_back_the_old_ceiling_is_refused(world, six):
    announce(world)
    refused: dict[str, dict[str, Any]] = {
        "No workplan is open": {"of": six["closed"]},
        "Give a day from 1 Feb 2011 to 31 Dec 2011": {"starts_on": TODAY - timedelta(1)},
        "to 31 Dec 2011": {"starts_on": LAST + timedelta(1)},
        "Only the regional office": {"by": world.seats["KH lead"]},
        "Already above the present ceiling: Cambodia, ": {"starts_on": LAST},
    }
    for said, given in refused.items():
        with pytest.raises((Refused, RuleBroken), match=said):
            announce(world, **given)


def test_it_changes_at_midnight_of_the_offices(world, six, days, monkeypatch):
    plan, officer = six["empty"], world.seats["CN officer"]
    announce(world, of=plan, starts_on=TOMORROW)
    days.append(None)
    # In China it is tomorrow already.
    midnight = datetime(2011, 2, 1, 17, tzinfo=UTC)

    monkeypatch.setattr("django.utils.timezone.now", lambda: midnight - timedelta(microseconds=1))
    cast.complete_line(plan, by=officer, secretariat_cost=COST)
    monkeypatch.setattr("django.utils.timezone.now", lambda: midnight)
    with pytest.raises(RuleBroken, match=r"lowered to US\$4,000"):
        cast.complete_line(plan, by=officer, secretariat_cost=1)


@contextmanager
def refused_by_the_database() -> Iterator[None]:
    with guard.guards_met(connection), pytest.raises(IntegrityError, match="only to"), transaction.atomic():
        yield


@pytest.mark.asvs("B13")
@pytest.mark.parametrize("column", ["ceiling", "country_ceiling"])
def test_the_database_knows_only_the_announced_ceiling(world, six, column):
    about = {"ceiling": six["draft"], "country_ceiling": world.cycle}[column]
    row = type(about).objects.filter(pk=about.pk)
    for announced, other in ((None, 50_000), (50_000, 49_999)):
        row.update(next_ceiling=announced, next_ceiling_on=announced and TODAY)
        for value in (other, None) if column == "ceiling" else (other,):
            with refused_by_the_database():
                row.update(**{column: value})
    with guard.guards_met(connection):
        assert row.update(**{column: 50_000})

    # It is announced by an event in the trail, the newest one about this row, for the same amount and day.
    audience, others = (EventAudience.BOTH, EventAudience.READERS)[:: 1 if column == "ceiling" else -1]
    by, facts = world.seats["regional_office"], {"ceiling": Decimal(40_000), "day": TODAY}
    row.update(next_ceiling=None, next_ceiling_on=None)
    told = record_event(CHANGE_CEILING, about, by=by, now=NOW, facts=facts, audience=audience)
    said = [facts | change for change in ({"ceiling": Decimal(40_001)}, {"day": TOMORROW})]
    for change in (
        *({"facts": to_plain(message("year.ceiling", **one))} for one in said),
        {"facts": to_plain(message("year.opened", **facts))},
        {"verb": "extend_year"},
        {"object_id": about.pk + 1000},
        {"audience": others},
    ):
        with authz_matrix.undone():
            Event.objects.filter(pk=told.pk).update(**change)
            with refused_by_the_database():
                row.update(next_ceiling=40_000, next_ceiling_on=TODAY)
    with authz_matrix.undone():
        record_event(CHANGE_CEILING, about, by=by, now=NOW, facts=said[0], audience=audience)
        with refused_by_the_database():
            row.update(next_ceiling=40_000, next_ceiling_on=TODAY)
    with guard.guards_met(connection):
        assert row.update(next_ceiling=40_000, next_ceiling_on=TODAY)
    with refused_by_the_database():
        row.update(next_ceiling=None, next_ceiling_on=None)


@pytest.mark.asvs("B13")
def test_a_workplan_that_the_database_gets_has_the_ceiling_of_its_year(world, six):
    """Also where one that never had an activity is removed before. One that had some is not."""
    plan = six["empty"]
    mine = {"cycle": world.cycle, "taskforce": plan.taskforce}
    plan.openings.all().delete()
    plan.delete()
    later = {"next_ceiling": LOWER, "next_ceiling_on": TODAY}
    for wrong in ({"ceiling": None}, {"ceiling": 99_999}, {"ceiling": 100_001}, {"ceiling": OLD, **later}):
        with refused_by_the_database():
            Workplan.objects.create(**mine, **wrong)
    announce(world)
    with refused_by_the_database():
        Workplan.objects.create(**mine, ceiling=OLD)
    with guard.guards_met(connection):
        Workplan.objects.create(**mine, ceiling=OLD, **later)


@pytest.mark.asvs("B13")
def test_no_statement_makes_a_workplan_anew_that_has_activities(world, six):
    draft = six["draft"]
    statements = (
        f"UPDATE workplans_activity SET workplan_id = 999 WHERE workplan_id = {draft.pk}",
        f"UPDATE workplans_activity SET number = 0 WHERE workplan_id = {draft.pk}",
        f"DELETE FROM workplans_activity WHERE workplan_id = {draft.pk}",
        f"DELETE FROM workplans_workplan WHERE id = {draft.pk}",
        f"UPDATE workplans_taskforce SET country_id = NULL WHERE id = {draft.taskforce_id}",
        f"UPDATE workplans_annualcycle SET year = 2098 WHERE id = {world.cycle.pk}",
        f"UPDATE workplans_annualcycle SET is_demo = NOT is_demo WHERE id = {world.cycle.pk}",
    )
    for statement in statements:
        with (
            guard.guards_met(connection),
            pytest.raises(IntegrityError, match=r"stays|only to"),
            transaction.atomic(),
        ):
            sql(statement)
    # Nor one from which all were removed: the portal keeps their numbers first.
    Workplan.objects.filter(pk=draft.pk).update(numbers_used=9)
    for statement in (
        f"UPDATE workplans_workplan SET numbers_used = 0 WHERE id = {draft.pk}",
        f"DELETE FROM workplans_workplan WHERE id = {draft.pk}",
    ):
        with refused_by_the_database():
            sql(statement)
    with authz_matrix.undone(), guard.guards_met(connection):
        sql(
            "DELETE FROM workplans_activitytarget",
            f"DELETE FROM workplans_activity WHERE workplan_id = {draft.pk}",
        )


@pytest.mark.asvs("B13")
def test_the_database_lets_nothing_rise_above_a_lowered_ceiling_from_its_day_on(world, six):
    mine, more = Workplan.objects.filter(pk=six["draft"].pk), F("committed") + 1
    year = AnnualCycle.objects.filter(pk=world.cycle.pk)
    announce(world)
    # The sum is not that of the activities: it is looked at when the transaction ends.
    with authz_matrix.undone():
        year.update(is_demo=False)
        with refused_by_the_database():
            mine.update(committed=more)
        with guard.guards_met(connection):
            mine.update(committed=LOWER + 2)
            mine.update(committed=LOWER)
        mine.update(next_ceiling_on=date(2999, 1, 1))
        with guard.guards_met(connection):
            mine.update(committed=more)
        mine.update(next_ceiling_on=TODAY)
        with refused_by_the_database():
            mine.update(committed=more)
        # Of a demonstration's day the database does not know.
        year.update(is_demo=True)
        with guard.guards_met(connection):
            mine.update(committed=more)
