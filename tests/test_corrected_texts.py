"""A corrected text of the plan of action is what the pages of workplans and reviews print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from reporting.actions.reviews import open_review
from spa.actions.corrections import correct_text
from spa.models import MenuActivity, Target
from spa.queries import text_in_force, texts_in_force
from tests import cast
from workplans.models import Activity, Seat, Workplan

OLD = ("Policy", "Target 1 of policy", "Support to policy")
NEW = ("Policy and cooperation", "Target 1 as corrected", "Support as corrected")

type SignIn = Callable[[Seat], Client]


@pytest.fixture
def corrected(world: cast.World) -> cast.World:
    """Area 1, its first target and its menu say something else since 1 June 2011; what comes in 2999 waits."""
    area = world.plan.areas.get(code="1")
    rows = (area, Target.objects.get(code="1.T1"), MenuActivity.objects.get(code="1.A1"))
    for row, text in zip(rows, NEW, strict=True):
        for words, day in ((text, date(2011, 6, 1)), ("Not yet", date(2999, 1, 1))):
            correct_text(
                row,
                text=words,
                reason="Misprint",
                source="SOM 8",
                in_force_from=day,
                by=world.seats["regional_office"],
                now=cast.NOW,
            )
    return world


@pytest.fixture
def line(corrected: cast.World) -> Activity:
    return cast.complete_line(corrected.workplan("kh"), by=corrected.seats["kh_officer"])


@pytest.fixture
def kh(line: Activity, corrected: cast.World) -> Workplan:
    seats = corrected.seats
    return cast.approved(corrected.workplan("kh"), lead=seats["kh_lead"], desk=seats["kh_desk"])


def says(client: Client, address: str, words: tuple[str, ...]) -> None:
    page = client.get(address).content.decode()
    assert [text for text in words if text not in page] == []
    printed = (*(f">{text}<" for text in OLD), f". {OLD[0]}<", f" {OLD[1]}<", f" {OLD[2]}<", "Not yet</")
    assert [text for text in printed if text in page] == []


@pytest.mark.parametrize("on", [date(2011, 5, 31), date(2011, 6, 1), date(2999, 1, 1)])
def test_texts_of_a_plan_are_those_of_each_row(
    corrected: cast.World, on: date, django_assert_num_queries: Callable[[int], object]
) -> None:
    plan = corrected.plan
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        texts = texts_in_force(plan.pk, on)

    rows = [*plan.areas.all(), *plan.targets.all(), *MenuActivity.objects.filter(area__plan=plan)]
    assert len(rows) == 8
    assert [texts.of(row) for row in rows] == [text_in_force(row, on) for row in rows]


def test_draft_and_its_form_print_the_texts_in_force(
    corrected: cast.World, line: Activity, client_of: SignIn
) -> None:
    officer = client_of(corrected.seats["kh_officer"])
    says(officer, "/2011/kh/", NEW[:1])
    says(officer, "/2011/kh/001/", NEW)
    says(officer, "/2011/kh/001/edit/", NEW)
    says(officer, "/2011/kh/activities/add/", NEW[:1])


def test_plan_of_record_prints_the_texts_in_force(
    corrected: cast.World, kh: Workplan, client_of: SignIn
) -> None:
    office = client_of(corrected.seats["regional_office"])
    says(office, "/2011/kh/", NEW[:1])
    says(office, "/2011/kh/001/", NEW)
    says(office, "/2011/kh/versions/1/", NEW[:1])


def test_review_sheet_prints_the_texts_in_force(
    corrected: cast.World, kh: Workplan, client_of: SignIn
) -> None:
    open_review(kh.cycle, "mid-year", by=corrected.seats["regional_office"], now=cast.NOW)
    for name in ("kh_officer", "kh_member"):
        says(client_of(corrected.seats[name]), "/2011/reviews/mid-year/kh/", NEW[1:2])
    says(client_of(corrected.seats["kh_officer"]), "/2011/reviews/mid-year/kh/", NEW[:2])
