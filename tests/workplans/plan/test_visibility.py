"""The doors for reads: which versions, lines and drafts each of the cast may read, by name and number."""

from typing import Any

from django.db.models import QuerySet

from tests import cast
from workplans.consultation.actions.openings import end_opening, open_draft
from workplans.drafting.actions import withdraw_activity
from workplans.models import Taskforce, Workplan, WorkplanVersion
from workplans.plan import visibility
from workplans.releasing.actions import end_release
from workplans.statuses import Audience
from workplans.submitting.actions import amend_workplan

TASKFORCE = ("kh_officer", "kh_lead", "kh_member")
OTHERS = ("lao_officer", "lao_lead")
OFFICE = ("regional_office", "regional_manager")
OUTSIDE = ("ilo", "iom", "observer")


def visible(world: cast.World, door: Any, column: str, **which: Any) -> dict[str, tuple[Any, ...]]:
    """What stands in a column of the rows that each seat reads."""
    rows: dict[str, QuerySet[Any]] = {name: door(seat).filter(**which) for name, seat in world.seats.items()}
    return {name: tuple(sorted(found.values_list(column, flat=True))) for name, found in rows.items()}


def twice_of_record(world: cast.World) -> Workplan:
    """Cambodia's versions 1 and 3 were submitted; 2, released to the taskforces, and then 4 were of record."""
    officer, lead, desk = (world.seats[name] for name in ("kh_officer", "kh_lead", "kh_desk"))
    plan = world.workplan("kh")
    line = cast.complete_line(plan, by=officer)
    cast.support(line, world.seats["ilo"].partner, "accepted", by=lead)
    cast.approved(plan, lead=lead, desk=desk)
    cast.released(plan, Audience.TASKFORCES)
    amend_workplan(plan, note="Another title", by=lead, now=cast.NOW)
    cast.change(line, officer, title="Another title")
    cast.submitted(plan, by=lead)
    cast.decided(plan, by=desk)
    return world.workplan("kh")


def twice_in_force(world: cast.World) -> Workplan:
    """The region's versions 1 and 3 were proposed; 2 and then 4 were in force. It names Cambodia and Lao PDR."""
    office, plan = world.seats["regional_office"], world.workplan("regional")
    line = cast.regional_line(plan)
    for title in ("", "Another"):
        if title:
            amend_workplan(plan, note="Another title", by=office, now=cast.NOW)
            cast.change(line, office, title="Another title")
        cast.in_force(plan)
    return world.workplan("regional")


def test_a_country_s_versions_are_read_by_its_own_people_and_others_read_what_is_released(world):
    plan = twice_of_record(world)
    read = {
        **dict.fromkeys((*TASKFORCE, "kh_desk", *OFFICE), (1, 2, 3, 4)),
        "lao_desk": (2, 4),
        **dict.fromkeys(OTHERS, (2,)),
        **dict.fromkeys(OUTSIDE, ()),
    }
    assert visible(world, visibility.versions_visible_to, "number", workplan=plan) == read
    # A partner keeps reading the line that it supports, as it stands of record.
    lines = visible(world, visibility.lines_visible_to, "version__number", version__workplan=plan)
    assert lines == {**read, "ilo": (4,)}

    end_release(plan.versions.get(number=2).releases.get(), by=world.seats["kh_lead"], now=cast.NOW)

    after = visible(world, visibility.versions_visible_to, "number", workplan=plan)
    assert after == {**read, **dict.fromkeys(OTHERS, ())}


def test_the_regional_version_in_force_is_read_by_every_taskforce_and_no_older_one(world):
    plan = twice_in_force(world)

    assert visible(world, visibility.versions_visible_to, "number", workplan=plan) == {
        **dict.fromkeys(OFFICE, (1, 2, 3, 4)),
        **dict.fromkeys(("kh_desk", "lao_desk"), (2, 4)),
        **dict.fromkeys((*TASKFORCE, *OTHERS), (4,)),
        **dict.fromkeys(OUTSIDE, ()),
    }


def test_an_edition_holds_one_version_of_each_plan_that_its_readers_may_read(world):
    twice_of_record(world)
    twice_in_force(world)

    held: dict[Audience, list[tuple[str, int]]] = {}
    for audience in Audience:
        found: QuerySet[WorkplanVersion] = visibility.versions_for_audience([world.cycle], audience)
        held[audience] = sorted(found.values_list("workplan__taskforce__slug", "number"))

    assert held == {
        Audience.SECRETARIAT: [("kh", 4), ("regional", 4)],
        Audience.TASKFORCES: [("kh", 2), ("regional", 4)],
        Audience.PARTNERS: [],
        Audience.OBSERVERS: [],
    }


def test_a_draft_is_read_by_its_own_people_and_by_whom_it_is_open_to(world, line, kh_plan, kh_lead):
    own = dict.fromkeys((*TASKFORCE, "kh_desk"), (kh_plan.pk,))
    nobody = dict.fromkeys(world.seats, ())
    assert visible(world, visibility.drafts_visible_to, "pk", pk=kh_plan.pk) == nobody | own

    opening = open_draft(kh_plan, world.seats["ilo"].partner, cast.LATER, by=kh_lead, now=cast.NOW)
    assert visible(world, visibility.drafts_visible_to, "pk", pk=kh_plan.pk) == nobody | own | {
        "ilo": (kh_plan.pk,)
    }

    end_opening(opening, by=kh_lead, now=cast.NOW)
    end_opening(kh_plan.openings.get(partner=None), by=kh_lead, now=cast.NOW)
    assert visible(world, visibility.drafts_visible_to, "pk", pk=kh_plan.pk) == nobody | dict.fromkeys(
        TASKFORCE, (kh_plan.pk,)
    )

    cast.submitted(kh_plan, by=kh_lead)
    submitted = nobody | own | dict.fromkeys(OFFICE, (kh_plan.pk,))
    assert visible(world, visibility.drafts_visible_to, "pk", pk=kh_plan.pk) == submitted


def test_a_loaded_plan_says_who_reads_its_draft_as_the_door_does(world, kh_plan, regional_plan, kh_lead):
    cast.complete_line(kh_plan, by=kh_lead)

    def said_alike() -> list[tuple[str, str]]:
        plans = world.workplan("kh"), regional_plan
        asked = [(name, seat, plan) for name, seat in world.seats.items() for plan in plans]
        read = [
            (name, plan.taskforce.slug) for name, seat, plan in asked if visibility.reads_draft(seat, plan)
        ]
        assert read == [
            (name, plan.taskforce.slug)
            for name, seat, plan in asked
            if visibility.drafts_visible_to(seat).filter(pk=plan.pk).exists()
        ]
        return read

    own = {(name, "kh") for name in TASKFORCE} | {(name, "regional") for name in OFFICE}
    assert set(said_alike()) == own | {("kh_desk", "kh")}
    end_opening(kh_plan.openings.get(partner=None), by=kh_lead, now=cast.NOW)
    open_draft(kh_plan, world.seats["ilo"].partner, cast.LATER, by=kh_lead, now=cast.NOW)
    assert set(said_alike()) == own | {("ilo", "kh")}
    cast.submitted(world.workplan("kh"), by=kh_lead)
    assert set(said_alike()) >= own | {("kh_desk", "kh"), ("regional_office", "kh")}


def test_a_regional_activity_is_read_by_the_officers_and_the_lead_of_the_countries_it_names(
    world, regional_plan
):
    for slugs in (("kh", "th"), ("la", "th")):
        asked = tuple(Taskforce.objects.filter(slug__in=slugs))
        cast.complete_line(regional_plan, by=world.seats["regional_office"], countries=asked)

    assert visible(world, visibility.activities_visible_to, "number") == {
        **dict.fromkeys(world.seats, ()),
        **dict.fromkeys(OFFICE, (1, 2)),
        **dict.fromkeys(("kh_officer", "kh_lead"), (1,)),
        **dict.fromkeys(OTHERS, (2,)),
    }


def test_a_partner_reads_its_own_support_and_that_of_others_in_what_is_released_to_it(world):
    plan = twice_of_record(world)

    def partners() -> dict[str, set[Any]]:
        found = visible(world, visibility.supports_visible_to, "partner__acronym")
        return {name: set(found[name]) for name in ("ilo", "iom")}

    assert partners() == {"ilo": {"ILO"}, "iom": set()}
    cast.released(plan, Audience.PARTNERS)
    assert partners() == {"ilo": {"ILO"}, "iom": {"ILO"}}


def test_a_line_withdrawn_before_any_submission_is_read_by_who_drafts_alone(world, line, kh_officer):
    def readers() -> set[str]:
        return {name for name, read in visible(world, visibility.activities_visible_to, "pk").items() if read}

    assert readers() == {*TASKFORCE, "kh_desk"}
    withdraw_activity(line, by=kh_officer, now=cast.NOW)
    assert readers() == {*TASKFORCE}
