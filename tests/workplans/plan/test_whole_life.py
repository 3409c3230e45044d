"""A plan's whole life by hostile orders: from right and wrong seats, on stale pages, and out of their turn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings, strategies as st

from commit_portal.db.event_chain import links, unlinked
from commit_portal.db.row_traces import catch_up, untraced
from commit_portal.models import Event
from commit_portal.refusals import Refused, RuleBroken, SomebodyWasFaster
from commit_portal.workflow import StaleRow
from tests import authz_matrix, cast
from workplans.deciding.actions import approve_all_left, record_decision, send_decisions
from workplans.drafting.actions import add_activity, restore_activity, unlock_activity, withdraw_activity
from workplans.drafting.saving import save_line
from workplans.models import Activity, Release, Seat, VersionLine, VersionLineTarget, Workplan
from workplans.plan import visibility
from workplans.plan.queries import counted_cost
from workplans.plan.versions import decisions_mark
from workplans.releasing.actions import end_release, release_workplan
from workplans.statuses import Outcome, WorkplanStatus
from workplans.submitting import actions as submitting

CEILING, CENT = Decimal(100_000), Decimal("0.01")
# Who reads nothing but what is released to their audience.
OUTSIDERS = {"lao_officer": "taskforces", "ilo": "partners", "observer": "observers"}
DRAFTERS, LEAD, OFFICE = ("kh_lead", "kh_officer"), ("kh_lead",), ("regional_office", "regional_manager")
DECIDERS = ("kh_desk", *OFFICE)
SEATS = ("", *DRAFTERS, "kh_member", *DECIDERS, "lao_lead", "lao_desk", *OUTSIDERS)
ANY, OPEN = tuple(WorkplanStatus.values), ("draft", "returned")


@dataclass(frozen=True)
class Page:
    """What somebody looks at who gives an order: the plan, a line of it, and an amount that they type (US dollars)."""

    plan: Workplan
    line: Activity
    cost: Decimal
    audience: str

    def draft(self) -> Any:
        return cast.complete_draft(self.plan.cycle.plan, secretariat_cost=self.cost)

    def save(self, *, by: Seat, now: Any) -> Any:
        return save_line(self.line, vars(self.draft()), seen=self.line.row_version, by=by, now=now)

    def release(self) -> Release:
        return Release.objects.get(version__workplan=self.plan, audience=self.audience, ended_at=None)


def decide(outcome: Outcome, reason: str = "") -> Callable[..., Any]:
    return lambda on, **who: record_decision(on.line, outcome, reason=reason, seen=on.line.row_version, **who)


# By each order: who may give it, in which states of the plan, and what it does.
ORDERS: dict[str, tuple[tuple[str, ...], tuple[str, ...], Callable[..., Any]]] = {
    "add": (DRAFTERS, ("draft",), lambda on, **who: add_activity(on.plan, on.draft(), **who)),
    "change": (DRAFTERS, OPEN, lambda on, **who: on.save(**who)),
    "withdraw": (DRAFTERS, OPEN, lambda on, **who: withdraw_activity(on.line, **who)),
    "restore": (DRAFTERS, OPEN, lambda on, **who: restore_activity(on.line, **who)),
    "done": (DRAFTERS, ("returned",), lambda on, by, now: cast.done(on.line, by=by, answer="Done")),
    "unlock": (LEAD, ("returned",), lambda on, **who: unlock_activity(on.line, **who)),
    "submit": (
        LEAD,
        OPEN,
        lambda on, **who: submitting.submit_workplan(
            on.plan, agreed_on=date(2011, 1, 20), agreed_by=(), seen=on.plan.row_version, **who
        ),
    ),
    "take back": (LEAD, ("submitted",), lambda on, **who: submitting.take_back_workplan(on.plan, **who)),
    "approve": (DECIDERS, ("submitted",), decide(Outcome.APPROVE)),
    "return": (DECIDERS, ("submitted",), decide(Outcome.RETURN, "Say more")),
    "return without a reason": ((), (), decide(Outcome.RETURN)),
    "approve the rest": (
        DECIDERS,
        ("submitted",),
        lambda on, **who: approve_all_left(on.plan, seen=decisions_mark(on.plan), **who),
    ),
    "send": (DECIDERS, ("submitted",), lambda on, **who: send_decisions(on.plan, **who)),
    "amend": (LEAD, ("approved",), lambda on, **who: submitting.amend_workplan(on.plan, note="Why", **who)),
    "drop": (
        LEAD,
        ("draft",),
        lambda on, **who: submitting.drop_amendment(on.plan, seen=on.plan.row_version, **who),
    ),
    "close": (
        OFFICE,
        ("draft", "submitted", "returned", "approved"),
        lambda on, **who: submitting.close_workplan(on.plan, seen=on.plan.status, **who),
    ),
    "reopen": (OFFICE, ("closed",), lambda on, **who: submitting.reopen_workplan(on.plan, note="Why", **who)),
    "release": (LEAD, ANY, lambda on, **who: release_workplan(on.plan, on.audience, **who)),
    "end the release": (LEAD, ANY, lambda on, **who: end_release(on.release(), **who)),
}
# Steps by those who may, so that what follows is not always refused.
SENT = ("submit", "approve the rest", "send", "release")
BEGINNINGS = ((), SENT[:1], ("submit", "return", *SENT[1:3]), SENT, (*SENT, "amend", "change"))


class Life:
    """Cambodia's plan with two lines, what was seen of it, and what must hold after every order."""

    def __init__(self, world: cast.World) -> None:
        self.world, self.kept = world, dict[Any, Any]()
        for _ in range(2):
            cast.complete_line(self.plan, by=world.seats["kh_officer"])
        self.before = self.plan, list(self.plan.activities.order_by("pk"))

    @property
    def plan(self) -> Workplan:
        return self.world.workplan("kh")

    def order(
        self, name: str, who: str = "", at: int = 0, amount: Any = ("cost", 10), stale: bool = False
    ) -> None:
        """Give an order from a seat, from one that may where none is named. `at` chooses the line and the audience."""
        seats, statuses, act = ORDERS[name]
        plan, lines = self.plan, list(self.plan.activities.order_by("pk"))
        seen_plan, seen_lines = self.before if stale else (plan, lines)
        nth, seat, state = at % len(seen_lines), who or (seats or DECIDERS)[0], self.state()
        room = plan.room_for(lines[nth] if name == "change" else None, cast.NOW.date()) or Decimal(0)
        cost = max(Decimal(0), room + amount[1]) if amount[0] == "edge" else Decimal(amount[1])
        on = Page(seen_plan, seen_lines[nth], cost, list(OUTSIDERS.values())[at % len(OUTSIDERS)])
        refused = None
        try:
            act(on, by=self.world.seats[seat], now=cast.NOW)
        except (Refused, RuleBroken, SomebodyWasFaster, StaleRow, Release.DoesNotExist) as error:
            refused = error
        if refused is None:
            assert seat in seats, f"{seat} may not {name}"
            assert plan.status in statuses, f"{name} while {plan.status}"
        else:
            assert self.state() == state, f"{name} was refused and changed something"
            said = str(refused)
            assert (said[:1].islower(), said[-1:]) == (False, "."), said
        if isinstance(refused, RuleBroken) and name in ("add", "change"):
            assert ({broken.rule for broken in refused.violations}, cost > room) == ({"WP-3"}, True)
        self.check()

    def state(self) -> tuple[Any, ...]:
        plan = Workplan.objects.filter(pk=self.plan.pk).values_list().get()
        return plan, Event.objects.count(), list(self.plan.activities.order_by("pk").values_list())

    def check(self) -> None:
        plan = self.plan
        assert plan.committed == counted_cost(plan) <= CEILING
        kept = self.versions(plan)
        assert {key: kept.get(key) for key in self.kept} == self.kept, "a version was changed"
        self.kept = kept
        for name, audience in OUTSIDERS.items():
            seat = self.world.seats[name]
            released = Release.objects.filter(version__workplan=plan, audience=audience, ended_at=None)
            read = visibility.versions_visible_to(seat).filter(workplan=plan)
            assert {one.pk for one in read} <= {one.version_id for one in released}
            lines = visibility.lines_visible_to(seat).filter(version__workplan=plan)
            assert {line.version_id for line in lines} <= {one.version_id for one in released}
            assert not visibility.activities_visible_to(seat).filter(workplan=plan).exists()

    def versions(self, plan: Workplan) -> dict[Any, Any]:
        lines = VersionLine.objects.filter(version__workplan=plan)
        links_of = VersionLineTarget.objects.filter(line__in=lines)
        return {
            (rows.model, row[0]): row
            for rows in (plan.versions.all(), lines, links_of)
            for row in rows.values_list()
        }


@pytest.mark.asvs("B19 B61")
@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    beginning=st.sampled_from(BEGINNINGS),
    orders=st.lists(
        st.tuples(
            st.sampled_from(sorted(ORDERS)),
            st.one_of(st.just(""), st.sampled_from(SEATS)),
            st.integers(0, 4),
            st.one_of(
                st.sampled_from([-CENT, Decimal(0), CENT]).map(lambda nudge: ("edge", nudge)),
                st.decimals(0, 120_000, places=2).map(lambda cost: ("cost", cost)),
            ),
            st.sampled_from([False, False, True]),
        ),
        max_size=14,
    ),
)
def test_whatever_is_ordered_of_a_plan_its_rules_hold(world, beginning, orders):
    with authz_matrix.undone():
        life = Life(world)
        # What the test itself has made is written down, as `migrate` does.
        catch_up(connection)
        for name in beginning:
            life.order(name)
        for order in orders:
            life.order(*order)
        connection.check_constraints()
        assert untraced() == []
        assert (unlinked(), [said for _number, _digest, said in links() if said]) == ([], [])
