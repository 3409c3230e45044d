"""Who may do what, as data: an office of three years, what each URL answers to GET and POST, a row per permission.

Everything asked for is Cambodia's, and nothing of it is released:

    2011    a draft, open to its desk, and to a partner whose people hold no seat
    2012    submitted; one decision recorded and not sent
    2013    approved; both reviews are there, the mid-year one is open
    2014    returned: one line with its reason, the others approved
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.test import override_settings
from django.urls import URLResolver, get_resolver

from commit_portal.i18n.messages import message, to_plain
from commit_portal.models import Fault, Mail, User
from commit_portal.statuses import MailCode, MailState
from commit_portal.workflow.events import record_event
from commit_portal.workflow.lifecycle import MACHINE
from commit_portal.workflow.optimistic_locking import fingerprint
from reporting.editions.actions import ask_for_edition
from reporting.evidence.permissions import ticks_of
from reporting.models import (
    ActivityProgress,
    AnnualReport,
    CountryReview,
    Delegate,
    Evidence,
    Meeting,
    MeetingPart,
    PartnerSpending,
    PrintedForm,
    Question,
    Recommendation,
    RecommendationAddressee,
    Review,
    TargetStatus,
)
from reporting.printed.actions import ask_for_form
from reporting.statuses import MeetingKind, ReportStatus, ReviewStage, ReviewStatus
from spa.models import ActionPlan, Area, MenuActivity, Target
from tests import cast
from workplans import models
from workplans.deciding.actions import approve_all_left, record_decision, send_decisions
from workplans.drafting.actions import withdraw_activity
from workplans.ministries.actions import ask_ministries, record_for_ministry
from workplans.ministries.queries import content_mark, content_of_plan
from workplans.people.actions import signing_mark
from workplans.plan.snapshots import asked_mark, decision_text_mark
from workplans.statuses import (
    Audience,
    ContributionStatus,
    Funding,
    Outcome,
    PartnerKind,
    Role,
    TalkAudience,
    VersionKind,
)

DRAFT, SUBMITTED, APPROVED, RETURNED = YEARS = 2011, 2012, 2013, 2014
# In each year's plan of Cambodia the thread that taskforce and Secretariat read of the first line.
THREADS = {year: UUID(int=year) for year in YEARS}
COLUMNS = (
    "anonymous",
    "kh_officer",
    "kh_lead",
    "kh_member",
    "kh_desk",
    "lao_officer",
    "lao_lead",
    "lao_desk",
    "regional_office",
    "ilo",
    "observer",
)


@dataclass
class Office:
    """The cast, and the primary keys that addresses and forms name as "@word"."""

    world: cast.World
    keys: dict[str, Any] = field(default_factory=dict)

    def plan(self, year: int, slug: str = "kh") -> models.Workplan:
        return models.Workplan.objects.select_related("cycle__plan", "taskforce__country", "of_record").get(
            cycle__year=year, taskforce__slug=slug
        )

    def filled(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values with their "@words" replaced."""
        return {
            name: self.keys[value[1:]] if isinstance(value, str) and value.startswith("@") else value
            for name, value in values.items()
        }


def make_office() -> Office:
    """Made once for a module; every request of the tests is rolled back."""
    world = cast.make_world()
    office = Office(world)
    seats = world.seats
    for year in YEARS[1:]:
        world.open_year(year)
    seats["kh_member"].ministry = models.Ministry.objects.create(
        taskforce=models.Taskforce.objects.get(slug="kh"), name="Justice", position=1
    )
    seats["kh_member"].save()
    Authenticator.objects.create(user=seats["kh_member"].user, type=Authenticator.Type.TOTP, data={})
    for year in YEARS:
        _fill(office.plan(year), seats)
        _ask_justice(office.plan(year), seats)
    _regional(office.plan(DRAFT, "regional"), seats)
    _open_to_ilo(office.plan(DRAFT, "th"), seats)
    _open_plan_to(
        seats["ilo"].partner,
        office.plan(DRAFT, "vn"),
        by=cast.make_seat("vn_lead", Role.LEAD, models.Taskforce.objects.get(slug="vn")),
    )
    submitted = cast.submitted(office.plan(SUBMITTED), by=seats["kh_lead"])
    line = submitted.activities.get(number=1)
    record_decision(line, Outcome.RETURN, reason="Say more", by=seats["kh_desk"], now=cast.NOW)
    cast.approved(office.plan(APPROVED), lead=seats["kh_lead"], desk=seats["kh_desk"])
    returned = cast.submitted(office.plan(RETURNED), by=seats["kh_lead"])
    line = returned.activities.get(number=1)
    record_decision(line, Outcome.RETURN, reason="Say less", by=seats["kh_desk"], now=cast.NOW)
    approve_all_left(returned, by=seats["kh_desk"], now=cast.NOW)
    send_decisions(returned, by=seats["kh_desk"], now=cast.NOW)
    _open_plan()
    _reviews(office)
    _meeting(office)
    _editions(office)
    _mail(office)
    make_form(office.plan(APPROVED), by=seats["kh_lead"])
    office.keys |= {name: seat.pk for name, seat in seats.items()}
    office.keys |= {f"{name}.user": seat.user_id for name, seat in seats.items()}
    office.keys |= {
        "area": world.plan.areas.get(code="1").pk,
        "target": world.plan.areas.get(code="1").targets.get(code="1.T1").pk,
        "menu": world.plan.areas.get(code="1").menu.get().pk,
        "invited.user": User.objects.create_user("invited@commit.example", "Invited").pk,
        "closed.user": User.objects.create(email="closed@commit.example", name="Closed", is_active=False).pk,
        "kh": models.Taskforce.objects.get(slug="kh").pk,
        "partner": models.Partner.objects.get(acronym="IOM").pk,
        "plan": world.plan.pk,
        "version": office.plan(SUBMITTED).versions.get().pk,
        "opening": office.plan(DRAFT).openings.get(partner=None).pk,
        "of_record": office.plan(APPROVED).versions.get(kind=VersionKind.OF_RECORD).number,
        "plan_version": office.plan(DRAFT).row_version,
        "line_version": office.plan(DRAFT).activities.get(number=1).row_version,
        "submitted_line_version": office.plan(SUBMITTED).activities.get(number=1).row_version,
        "taken_version": ActionPlan.objects.get(code="spa-test").row_version,
        "open_area_version": Area.objects.get(plan__code="spa-open").row_version,
        "open_target_version": Target.objects.get(plan__code="spa-open").row_version,
        "open_area": Area.objects.get(plan__code="spa-open").pk,
        "follow_up_seen": fingerprint([]),
        "signing_mark": signing_mark(models.Taskforce.objects.get(slug="kh")),
        "content_mark": content_mark(content_of_plan(office.plan(DRAFT))),
        "submitted_mark": content_mark(content_of_plan(office.plan(SUBMITTED))),
        "justice": models.Ministry.objects.get(name="Justice").pk,
        "thread": THREADS[DRAFT],
        "part_mark": asked_mark(office.plan(DRAFT, "regional").activities.get()),
    }
    return office


def _fill(plan: models.Workplan, seats: dict[str, models.Seat]) -> None:
    """A line that counts with offers and needs, one in reserve, one without Secretariat money."""
    by = seats["kh_officer"]
    year = plan.cycle.year
    dates = {"starts_on": date(year, 3, 1), "ends_on": date(year, 4, 30)}
    one = cast.complete_line(plan, by=by, secretariat_cost=Decimal(71_234), **dates)
    cast.complete_line(plan, by=by, secretariat_cost=Decimal(81_235), funding=Funding.RESERVE, **dates)
    cast.complete_line(plan, by=by, secretariat_cost=Decimal(0), funding=Funding.NONE, **dates)
    gone = cast.complete_line(plan, by=by, secretariat_cost=Decimal(1), **dates)
    withdraw_activity(gone, by=by, now=cast.NOW)
    offers = ((seats["iom"], ContributionStatus.OFFERED), (seats["iom"], ContributionStatus.DECLINED))
    for seat, status in offers:
        cast.support(one, seat.partner, status, by=seat, amount=Decimal(31_236), what="A trainer")
    if year == DRAFT:
        # Prepared: the ILO reads nothing of it before the draft is opened to it.
        asked = {"amount": Decimal(31_236), "what": "A trainer", "shown_at": None}
        cast.support(one, seats["ilo"].partner, ContributionStatus.ASKED, by=by, **asked)
    # Accepted, from a partner whose people hold no seat: who supports a line goes on reading it.
    unicef = models.Partner.objects.get_or_create(name="UNICEF", kind=PartnerKind.UN, position=3)[0]
    cast.support(one, unicef, ContributionStatus.ACCEPTED, by=by, amount=Decimal(41_237), what="A room")
    if year == DRAFT:
        # Without its event: the Secretariat reads in the history to whom a draft was opened.
        models.Opening.objects.create(
            workplan=plan,
            partner=unicef,
            opened_at=cast.NOW,
            opened_by=seats["kh_lead"].user,
            closes_at=cast.NOW.replace(year=2099),
        )
    models.TechnicalNeed.objects.create(activity=one, what="A trainer")
    models.Workplan.objects.filter(pk=plan.pk).update(needs="Trainers")
    _talk(plan, seats)


def _talk(plan: models.Workplan, seats: dict[str, models.Seat]) -> None:
    """A thread of each audience on the plan, on its first line and, but for the partner's, on the line's answer.

    That of taskforce and Secretariat about the line is answered.
    """
    line = plan.activities.get(number=1)
    writers = {
        TalkAudience.TASKFORCE: "kh_member",
        TalkAudience.BOTH: "kh_officer",
        TalkAudience.SECRETARIAT: "kh_desk",
        TalkAudience.PARTNER: "kh_lead",
    }
    for audience, name in writers.items():
        by = seats[name]
        words = {
            "workplan": plan,
            "audience": audience,
            "partner": seats["iom"].partner if audience == TalkAudience.PARTNER else None,
            "text": "Can you train?",
            "by": by.user,
            "seat": to_plain(by.described),
            "at": cast.NOW,
        }
        models.Comment.objects.create(about="Plan", **words)
        key = {"key": THREADS[plan.cycle.year]} if audience == TalkAudience.BOTH else {}
        thread = models.Comment.objects.create(about="Line", activity=line, **key, **words)
        if audience == TalkAudience.BOTH:
            models.Comment.objects.create(parent=thread, activity=line, **words)
        if audience != TalkAudience.PARTNER:
            models.Comment.objects.create(about="Answer", activity=line, stage=ReviewStage.MID_YEAR, **words)


def _ask_justice(plan: models.Workplan, seats: dict[str, models.Seat]) -> None:
    """One ministry is asked; the lead has recorded its no. Its member can answer to the plan as it is."""
    lead, justice = seats["kh_lead"], models.Ministry.objects.get(name="Justice")
    record_for_ministry(plan, justice, "no", "Too late", seen=None, by=lead, now=cast.NOW)
    ask_ministries(plan, [justice], by=lead, now=cast.NOW + timedelta(minutes=1))


def _open_to_ilo(plan: models.Workplan, seats: dict[str, models.Seat]) -> None:
    """Thailand's draft, open to the ILO: it is asked for the first line, and has offered for the second."""
    lead = cast.make_seat("th_lead", Role.LEAD, plan.taskforce)
    for status in (ContributionStatus.ASKED, ContributionStatus.OFFERED):
        line = cast.complete_line(plan, by=lead)
        cast.support(line, seats["ilo"].partner, status, by=lead, what="A trainer")
    _open_plan_to(seats["ilo"].partner, plan, by=lead)


def _open_plan_to(partner: models.Partner, plan: models.Workplan, *, by: models.Seat) -> None:
    """One more line, and the partner reads all of them."""
    cast.complete_line(plan, by=by)
    models.Opening.objects.create(
        workplan=plan,
        partner=partner,
        opened_at=cast.NOW,
        opened_by=by.user,
        closes_at=datetime(2100, 1, 1, tzinfo=plan.taskforce.zone),
    )


def _regional(plan: models.Workplan, seats: dict[str, models.Seat]) -> None:
    line = cast.complete_line(
        plan,
        by=seats["regional_office"],
        countries=tuple(models.Taskforce.objects.filter(slug__in=("kh", "th"))),
    )
    assert models.Participation.objects.filter(activity=line).count() == 2


def _open_plan() -> None:
    """A plan of action that nothing stands on, so that its text may still change."""
    plan = ActionPlan.objects.create(
        code="spa-open",
        number=98,
        title="An open plan",
        starts_on=date(2014, 1, 1),
        ends_on=date(2016, 12, 31),
    )
    area = Area.objects.create(plan=plan, code="1", title="Policy", position=1)
    MenuActivity.objects.create(area=area, code="1.A1", text="Support", position=1)
    Target.objects.create(plan=plan, area=area, code="1.T1", text="Target", position=1)
    other, days = (
        ActionPlan.objects.get(**TAKEN),
        {"starts_on": date(2010, 1, 1), "ends_on": date(2010, 12, 31)},
    )
    models.AnnualCycle.every.create(**LOADED, plan=other, is_loaded=True, **days)


def _reviews(office: Office) -> None:
    plan = office.plan(APPROVED)
    taskforces = models.Taskforce.objects.all()
    for stage, status in ((ReviewStage.MID_YEAR, ReviewStatus.OPEN), (ReviewStage.SOM, ReviewStatus.PLANNED)):
        review = Review.objects.create(cycle=plan.cycle, stage=stage)
        if status == ReviewStatus.OPEN:
            review.status, review.opened_at = status, cast.NOW
            review.opened_by = office.world.seats["regional_office"].user
            review.save()
            for taskforce in taskforces:
                CountryReview.objects.create(
                    review=review,
                    taskforce=taskforce,
                    version=plan.of_record if taskforce.slug == "kh" else None,
                )
    sheet = CountryReview.objects.get(review__stage=ReviewStage.MID_YEAR, taskforce__slug="kh")
    closed = _closed_round(sheet, by=office.world.seats["kh_lead"])
    for line in plan.activities.all():
        answer = ActivityProgress.objects.create(
            sheet=sheet,
            activity=line,
            status="under_way",
            spent_secretariat=Decimal(5),
            spent_partners=Decimal(51_238),
            narrative="Held",
        )
        PartnerSpending.objects.create(
            progress=answer, partner=models.Partner.objects.get(name="UNICEF"), amount=Decimal(51_238)
        )
    target = office.world.plan.areas.get(code="1").targets.get(code="1.T1")
    TargetStatus.objects.create(sheet=sheet, target=target, status="in_progress", narrative="Going on")
    asked = {"asked_at": cast.NOW, "asked_by": office.world.seats["kh_desk"].user}
    Question.objects.create(sheet=sheet, number=1, target=target, text="Which law?", **asked)
    answered = asked | {"answered_at": cast.NOW, "answered_by": office.world.seats["kh_lead"].user}
    line = plan.activities.get(number=3)
    Question.objects.create(sheet=sheet, number=2, activity=line, text="When?", reply="In March", **answered)
    shown = {"sheet": sheet, "activity": plan.activities.get(number=1), "at": cast.NOW, "kind": "pdf"}
    shown |= {"by": office.world.seats["kh_officer"].user, "title": "Report", "name": "report.pdf"}
    ActivityProgress.objects.create(sheet=closed, activity=shown["activity"], status="under_way")
    for word in ("shown", "asked"):
        path = storages["evidence"].save(f"evidence/{word}.pdf", ContentFile(b"%PDF"))
        found = [{"what": "phone", "kind": "page", "part": "", "number": 1, "shown": "01••78", "more": 0}]
        waits = {"awaits_answer": True, "found": found} if word == "asked" else {}
        office.keys[f"{word} file"] = Evidence.objects.create(path=path, **shown, **waits).pk
    ticked = shown | {"sheet": closed, "sha256": DIGEST, "shown_to": [Audience.SECRETARIAT]}
    office.keys["ticks"] = ticks_of([Evidence.objects.create(path=path, **ticked)])
    record_event(
        "answer",
        sheet,
        by=office.world.seats["kh_lead"],
        now=cast.NOW,
        facts=message("answers.saved", count=3),
        note="Late",
    )
    office.keys["sheet"] = sheet.pk
    office.keys["progress"] = sheet.progress.first().pk


def _closed_round(sheet: CountryReview, *, by: models.Seat) -> CountryReview:
    """The answers of this sheet were closed once, and were opened again."""
    CountryReview.objects.filter(pk=sheet.pk).update(round=2, reopened_because="A correction")
    days = {"submitted_at": cast.NOW, "answered_on": cast.NOW.date(), "closed_at": cast.NOW}
    return CountryReview.objects.create(
        review=sheet.review,
        taskforce=sheet.taskforce,
        version=sheet.version,
        status="closed",
        submitted_by=by.user,
        **days,
    )


def _meeting(office: Office) -> None:
    meeting = Meeting.objects.create(slug="som-9", venue="Vientiane", planned_from=date(2013, 9, 1))
    MeetingPart.objects.create(meeting=meeting, kind=MeetingKind.SOM, number=9)
    Delegate.objects.create(
        meeting=meeting, taskforce=models.Taskforce.objects.get(slug="kh"), name="A delegate"
    )
    to_come = Meeting.objects.create(slug="som-90", planned_from=date(2099, 9, 1))
    MeetingPart.objects.create(meeting=to_come, kind=MeetingKind.SOM, number=90)
    asked = Recommendation.objects.create(meeting=meeting, number=1, text="Train more")
    addressee = RecommendationAddressee.objects.create(
        recommendation=asked, taskforce=models.Taskforce.objects.get(slug="kh")
    )
    office.keys |= {"meeting": meeting.pk, "recommendation": asked.pk, "addressee": addressee.pk}


def _mail(office: Office) -> None:
    """A mail that the server refused, and an event that could not be told."""
    mail = Mail.objects.create(
        user=office.world.seats["ilo"].user,
        code=MailCode.INVITATION,
        due_at=cast.NOW,
        state=MailState.FAILED,
        failed_at=cast.NOW,
        failure=to_plain(message("mail.refused", answer="550")),
        is_refused=True,
    )
    office.keys["failed mail"] = mail.pk
    event = record_event("send_again", mail, by=MACHINE, now=cast.NOW, facts=message("mail.sent_again"))
    fault = Fault.objects.create(
        event=event,
        attempts=5,
        failed_at=cast.NOW,
        failure=to_plain(message("notice.fault", count=5, fault="KeyError")),
    )
    office.keys["fault"] = fault.pk


def _editions(office: Office) -> None:
    """Edition 1 for the Secretariat is ready, edition 1 for the taskforces is ready and not released."""
    cycle = office.plan(APPROVED).cycle
    for audience in (Audience.SECRETARIAT, Audience.TASKFORCES):
        asked = ask_for_edition(
            cycle, audience, by=office.world.seats["regional_office"], now=cast.NOW, ring_the_bell=False
        )
        names = {
            name: default_storage.save(f"reports/{audience}.{kind}", ContentFile(b"%PDF"))
            for name, kind in (("pdf", "pdf"), ("workbook", "xlsx"))
        }
        AnnualReport.objects.filter(pk=asked.pk).update(
            status=ReportStatus.READY, started_at=cast.NOW, made_at=cast.NOW, **names
        )


def make_form(plan: models.Workplan, *, by: models.Seat) -> PrintedForm:
    """The form of the approved version, or of a draft. Its files hold all that it prints, as text."""
    form = ask_for_form(plan, plan.of_record, by=by, now=cast.NOW)
    names = {
        name: default_storage.save(f"forms/{form.pk}.{kind}", ContentFile(form.dataset.encode()))
        for name, kind in (("pdf", "pdf"), ("workbook", "xlsx"))
    }
    PrintedForm.objects.filter(pk=form.pk).update(
        status=ReportStatus.READY, started_at=cast.NOW, made_at=cast.NOW, **names
    )
    return form


@contextmanager
def standing_office(blocker: Any, media: Path) -> Iterator[Office]:
    """The office for a whole module: its tests roll their own writes back, this rolls back the rest.

    Nobody reads the log's line of each refusal, which takes a tenth of the time of its page; faults are logged.
    """
    with blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        logging.disable(logging.WARNING)
        try:
            yield make_office()
        finally:
            logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def let_go(response: Any) -> None:
    """Close a response's file, but not the database: as Django's own client does around its close.

    Closing says that the request is over, and then the connection that holds the office's transaction goes.
    """
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


def addresses() -> dict[str, dict[str, Any]]:
    """Every URL name of the portal with the converters of its parts; allauth's own are its own."""
    found: dict[str, dict[str, Any]] = {}

    def walk(patterns: list[Any], spaces: tuple[str, ...], parts: dict[str, Any]) -> None:
        for entry in patterns:
            here = {**parts, **entry.pattern.converters}
            if isinstance(entry, URLResolver):
                if "allauth" not in str(entry.urlconf_name):
                    walk(entry.url_patterns, (*spaces, *filter(None, [entry.namespace])), here)
            elif not str(entry.name).startswith(("account_", "mfa_")):
                found[":".join((*spaces, str(entry.name)))] = here

    walk(get_resolver().url_patterns, (), {})
    return found


@dataclass(frozen=True)
class Row:
    """One URL and method: what each column is answered, in the order of COLUMNS."""

    name: str
    method: str
    parts: dict[str, Any]
    cells: str
    data: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return f"{self.method} {self.name} {' '.join(str(part) for part in self.parts.values())}".strip()


SHEET = {"year": APPROVED, "stage": "mid-year", "place": "kh"}
AREA = {**SHEET, "area": 1}
SHOWN = {**SHEET, "answer": "001"}
DIGEST, AIMED = "5f" * 32, {"target": "@target", "text": "Ask for dates"}
SHOWN_FILE, ASKED_FILE = {**SHOWN, "pk": "@shown file"}, {**SHOWN, "pk": "@asked file"}
LINK = {"url": "https://moj.example/", "title": "News", "looked": "on"}
NOT_ALLOWED = "405 405 405 405 | 405 405 405 | 405 405 405"
TWO_YEARS, CSV = {"earlier": SUBMITTED, "year": APPROVED}, {"suffix": "csv"}
YEARS_TABLE = TWO_YEARS | {"table": "counts"}
TAKEN, LOADED = {"code": "spa-test"}, {"year": 2010}
FREE = {"code": "spa-open"}
CHOSEN = {
    "waits": "daily",
    "comments": "here",
    "offers": "weekly",
    "others": "daily",
    "hour": "8",
}
FAILED = {"pk": "@failed mail"}
GIVEN_UP = {"pk": "@fault"}
STOPPING = {"key": "nobody", "what": "waits"}


def plan(year: int, **more: Any) -> dict[str, Any]:
    return {"year": year, "place": "kh", **more}


def opened(**more: Any) -> dict[str, Any]:
    """Thailand's draft, which the ILO reads; or another place that is given."""
    return {"year": DRAFT, "place": "th", **more}


def own(number: int) -> dict[str, Any]:
    """The ILO's own support of a line of that draft."""
    return opened(number=number, partner="ilo", nth=1)


def page(name: str, parts: dict[str, Any], cells: str) -> tuple[Row, Row]:
    """A page that is only read: nobody who has signed in may send it anything."""
    return Row(name, "get", parts, cells), Row(name, "post", parts, f"403 | {NOT_ALLOWED}")


def button(
    name: str, parts: dict[str, Any], cells: str, data: dict[str, Any] | None = None
) -> tuple[Row, Row]:
    """What is only sent, answered so: there is no page to read."""
    return Row(name, "get", parts, f"302 | {NOT_ALLOWED}"), Row(name, "post", parts, cells, data or {})


def step(name: str, parts: dict[str, Any], cells: str, data: dict[str, Any] | None = None) -> tuple[Row, Row]:
    """A form, read so: who may read it may send it and is led on, and whoever is refused is refused both."""
    anonymous, _, others = cells.partition(" | ")
    assert anonymous == "302", cells
    sent = f"403 | {others.replace('200', '302')}"
    return Row(name, "get", parts, cells), Row(name, "post", parts, sent, data or {})


# Answers that are so many that they have a name. Where _HIDDEN, the office too is told that nothing is there.
#      anonymous | kh officer lead member desk | lao officer lead desk | regional ilo observer
TO_ALL = "302 | 200 200 200 200 | 200 200 200 | 200 200 200"
TO_OFFICE = "302 | 403 403 403 403 | 403 403 403 | 200 403 403"
OFFICE_SENDS = "403 | 403 403 403 403 | 403 403 403 | 302 403 403"
OFFICE_IS_LATE = "403 | 403 403 403 403 | 403 403 403 | 409 403 403"
OFFICE_CORRECTS = "403 | 403 403 403 403 | 403 403 403 | 422 403 403"
NO_METHOD = "405 | 405 405 405 405 | 405 405 405 | 405 405 405"
TO_LEAD = "302 | 403 200 403 403 | 404 404 404 | 403 404 404"
TO_DRAFTERS = "302 | 200 200 403 403 | 404 404 404 | 403 404 404"
TO_DRAFTERS_HIDDEN = "302 | 200 200 403 403 | 404 404 404 | 404 404 404"
TO_CAMBODIA_HIDDEN = "302 | 200 200 200 200 | 404 404 404 | 404 404 404"
TO_CAMBODIA_AND_OFFICE = "302 | 200 200 200 200 | 404 404 404 | 200 404 404"
TO_CAMBODIA_AND_DESKS = "302 | 200 200 200 200 | 404 404 200 | 200 404 404"
TO_CAMBODIA = "302 | 200 200 200 200 | 404 404 404 | 403 404 404"
TO_INSIDERS = "302 | 200 200 200 200 | 200 200 200 | 200 403 403"
TO_DESKS = "302 | 404 404 404 200 | 404 404 200 | 200 404 404"
TO_DESK_AND_OFFICE = "302 | 403 403 403 200 | 404 404 404 | 200 404 404"
TO_PARTNER = "302 | 404 404 404 404 | 404 404 404 | 404 200 404"

#                                anonymous | kh officer lead member desk | lao officer lead desk | regional ilo observer
ROWS: tuple[Row, ...] = (
    Row("health", "get", {}, "200 | 200 200 200 200 | 200 200 200 | 200 200 200"),
    Row("health", "post", {}, "200 | 200 200 200 200 | 200 200 200 | 200 200 200"),
    *page("home", {}, TO_ALL),
    *step("account", {}, TO_ALL, {"name": "Another name", "time_zone": "", "language": "xx"}),
    Row("language", "get", {}, NO_METHOD),
    # The made-up language, in which tests/words walks; the portal does not know it.
    Row("language", "post", {}, "302 | 302 302 302 302 | 302 302 302 | 302 302 302", {"language": "xx"}),
    *button("sessions_end", {}, "403 | 422 422 422 422 | 422 422 422 | 422 422 422"),
    Row("help", "get", {}, "200 | 200 200 200 200 | 200 200 200 | 200 200 200"),
    Row("help", "post", {}, NO_METHOD),
    Row("who_sees_what", "get", {}, "200 | 200 200 200 200 | 200 200 200 | 200 200 200"),
    *step("notices", {}, TO_ALL, CHOSEN),
    *button("notices_read", {}, "403 | 302 302 302 302 | 302 302 302 | 302 302 302", {"newest": "999999"}),
    # Nobody's: a person opens the own notices alone.
    *button("notice_open", {"pk": 999999}, "403 | 404 404 404 404 | 404 404 404 | 404 404 404"),
    *page("notices_failures", {}, TO_OFFICE),
    *button("notices_send_again", FAILED, OFFICE_SENDS),
    *button("notices_tell_again", GIVEN_UP, OFFICE_SENDS),
    *step("notices_calendar", {}, TO_ALL),
    *button("notices_calendar_end", {}, "403 | 403 403 403 403 | 403 403 403 | 403 403 403"),
    # Whoever has the address of somebody's own; these are nobody's.
    Row("calendar_feed", "get", {"key": "nobody"}, "404 | 404 404 404 404 | 404 404 404 | 404 404 404"),
    Row("calendar_feed", "post", {"key": "nobody"}, NO_METHOD),
    Row("notices_stop", "get", STOPPING, "404 | 404 404 404 404 | 404 404 404 | 404 404 404"),
    Row("notices_stop", "post", STOPPING, "404 | 404 404 404 404 | 404 404 404 | 404 404 404"),
    Row("who_sees_what", "post", {}, NO_METHOD),
    *page("search", {}, TO_ALL),
    *step("years", {}, TO_ALL, {"year": str(DRAFT)}),
    *page("year", {"year": DRAFT}, TO_ALL),
    *page("year_file", {"year": DRAFT, "suffix": "xlsx"}, TO_ALL),
    *step(
        "year_open",
        {},
        TO_OFFICE,
        {
            "year": "2015",
            "plan": "@plan",
            "starts_on": "1 Jan 2015",
            "ends_on": "31 Dec 2015",
            "country_ceiling": "100,000",
            "open": "1",
        },
    ),
    Row("year_move", "get", {"year": DRAFT, "number": 1}, TO_OFFICE),
    Row("year_move", "post", {"year": DRAFT, "number": 1}, OFFICE_IS_LATE),
    Row("years_move", "get", TAKEN, TO_OFFICE),
    Row("years_move", "post", TAKEN, OFFICE_CORRECTS),
    *button("year_move_ask", {"year": DRAFT, "number": 1}, OFFICE_SENDS),
    *step("year_dates", {"year": DRAFT}, TO_OFFICE, {"starts_on": "1 Jan 2011", "ends_on": "31 Jan 2012"}),
    *step("year_step", {"year": DRAFT, "step": 1}, TO_OFFICE, {"planned_from": "1 Jan 2011"}),
    Row("workplan", "get", plan(DRAFT), TO_ALL),
    Row("workplan", "get", plan(SUBMITTED), TO_ALL),
    Row("workplan", "get", plan(APPROVED), TO_ALL),
    Row("workplan", "get", plan(RETURNED), TO_ALL),
    Row(
        "workplan",
        "post",
        plan(RETURNED),
        "403 | 302 302 405 405 | 405 405 405 | 405 405 405",
        {"came_back": "1", "finish": "001", "r001-answer": "Here.", "r001-shown": ""},
    ),
    *page("workplan_lines", plan(DRAFT, suffix="csv"), TO_CAMBODIA_HIDDEN),
    Row("workplan_lines", "get", plan(SUBMITTED, suffix="csv"), TO_CAMBODIA_AND_OFFICE),
    Row("workplan_lines", "get", plan(APPROVED, suffix="csv"), TO_CAMBODIA_AND_DESKS),
    # Whoever drafts sends the table.
    Row(
        "workplan",
        "post",
        plan(DRAFT),
        "403 | 302 302 405 405 | 405 405 405 | 405 405 405",
        {"r001-v": "@line_version", "r001-title": "Changed"},
    ),
    Row(
        "workplan",
        "post",
        plan(SUBMITTED),
        "403 | 409 409 405 405 | 405 405 405 | 405 405 405",
        {"r001-v": "@submitted_line_version", "r001-title": "Changed"},
    ),
    # A row is saved for the person whose page it was typed on.
    Row("row_save", "get", plan(DRAFT, number=1), NO_METHOD),
    *(
        Row(
            "row_save",
            "post",
            plan(DRAFT, number=1),
            cells,
            {"person": f"@{name}.user", "r001-v": "@line_version", "r001-title": "Changed"},
        )
        for name, cells in (
            ("kh_officer", "401 | 200 401 401 401 | 401 401 401 | 401 401 401"),
            ("kh_lead", "401 | 401 200 401 401 | 401 401 401 | 401 401 401"),
            ("kh_member", "401 | 401 401 403 401 | 401 401 401 | 401 401 401"),
            ("kh_desk", "401 | 401 401 401 403 | 401 401 401 | 401 401 401"),
            ("lao_officer", "401 | 401 401 401 401 | 404 401 401 | 401 401 401"),
            ("ilo", "401 | 401 401 401 401 | 401 401 401 | 401 404 401"),
        )
    ),
    Row(
        "row_save",
        "post",
        plan(SUBMITTED, number=1),
        "401 | 409 401 401 401 | 401 401 401 | 401 401 401",
        {"person": "@kh_officer.user", "r001-v": "@submitted_line_version", "r001-title": "Changed"},
    ),
    Row("row_add", "get", plan(DRAFT), NO_METHOD),
    *(
        Row(
            "row_add",
            "post",
            plan(DRAFT),
            cells,
            {"person": f"@{name}.user", "row": "n0101", "n0101-title": "Another"},
        )
        for name, cells in (
            ("kh_officer", "401 | 200 401 401 401 | 401 401 401 | 401 401 401"),
            ("kh_member", "401 | 401 401 403 401 | 401 401 401 | 401 401 401"),
            ("lao_officer", "401 | 401 401 401 401 | 404 401 401 | 401 401 401"),
        )
    ),
    *page("row_opened", plan(DRAFT, number=1), TO_DRAFTERS_HIDDEN),
    Row("door", "get", {}, "200 | 200 200 200 200 | 200 200 200 | 200 200 200"),
    Row("door", "post", {}, NO_METHOD),
    *step(
        "activity_add", plan(DRAFT), TO_DRAFTERS, {"area": "@area", "title": "Another", "funding": "counted"}
    ),
    Row(
        "activity_add",
        "post",
        plan(SUBMITTED),
        "403 | 409 409 403 403 | 404 404 404 | 403 404 404",
        {"area": "@area", "title": "Another", "funding": "counted"},
    ),
    Row("last_year", "get", plan(DRAFT), TO_DRAFTERS),
    Row("last_year", "get", plan(SUBMITTED), "302 | 403 403 403 403 | 404 404 404 | 403 404 404"),
    Row("last_year", "post", plan(DRAFT), "403 | 200 200 403 403 | 404 404 404 | 403 404 404"),
    Row("last_year", "post", plan(RETURNED), "403 | 409 409 403 403 | 404 404 403 | 403 404 404"),
    Row("last_year_done", "get", plan(DRAFT), TO_DRAFTERS),
    Row("last_year_done", "get", plan(SUBMITTED), "302 | 403 403 403 403 | 404 404 404 | 403 404 404"),
    Row("last_year_done", "post", plan(DRAFT), "403 | 403 403 403 403 | 404 404 404 | 403 404 404"),
    Row("last_year_done", "post", plan(RETURNED), "403 | 403 403 403 403 | 404 404 403 | 403 404 404"),
    *page("needs_unmet", {"year": DRAFT}, "302 | 403 403 403 200 | 403 403 200 | 200 200 403"),
    *button(
        "need_mark",
        plan(DRAFT, number=1),
        "403 | 403 403 403 302 | 404 404 404 | 404 404 404",
        {"what": "A trainer"},
    ),
    *button(
        "need_unmark",
        plan(DRAFT, number=1),
        "403 | 403 403 403 302 | 404 404 404 | 404 404 404",
        {"what": "A trainer"},
    ),
    Row(
        "need_unmark",
        "post",
        plan(APPROVED, number=1),
        "403 | 403 403 403 302 | 404 404 403 | 302 404 404",
        {"what": "A trainer"},
    ),
    *step(
        "workplan_needs",
        plan(DRAFT),
        TO_DRAFTERS,
        {"row_version": "@plan_version", "needs": "Rooms", "before": "Trainers"},
    ),
    *step(
        "workplan_submit", plan(DRAFT), TO_LEAD, {"row_version": "@plan_version", "agreed_on": "20 Jan 2011"}
    ),
    *page("workplan_submitted", plan(SUBMITTED), TO_LEAD),
    Row("workplan_take_back", "get", plan(SUBMITTED), TO_LEAD),
    Row("workplan_take_back", "post", plan(SUBMITTED), "403 | 403 409 403 403 | 404 404 404 | 403 404 404"),
    *step(
        "workplan_amend",
        plan(APPROVED),
        "302 | 403 200 403 403 | 404 404 403 | 403 404 404",
        {"note": "Prices rose"},
    ),
    Row("workplan_drop_amendment", "get", plan(DRAFT), TO_LEAD),
    Row(
        "workplan_drop_amendment",
        "post",
        plan(DRAFT),
        "403 | 403 409 403 403 | 404 404 404 | 403 404 404",
        {"row_version": "@plan_version"},
    ),
    Row(
        "workplan_drop_amendment",
        "post",
        plan(APPROVED),
        "403 | 403 403 403 403 | 404 404 403 | 403 404 404",
        {"row_version": "@plan_version"},
    ),
    *step(
        "workplan_close",
        plan(APPROVED),
        "302 | 403 403 403 403 | 404 404 403 | 200 404 404",
        {"seen": "approved"},
    ),
    Row(
        "workplan_close",
        "post",
        plan(DRAFT),
        "403 | 403 403 403 403 | 404 404 404 | 409 404 404",
        {"seen": "draft"},
    ),
    Row("workplan_reopen", "get", plan(APPROVED), "302 | 403 403 403 403 | 404 404 403 | 200 404 404"),
    Row(
        "workplan_reopen",
        "post",
        plan(APPROVED),
        "403 | 403 403 403 403 | 404 404 403 | 409 404 404",
        {"note": "Too early"},
    ),
    *page("workplan_readers", plan(DRAFT), TO_CAMBODIA_AND_OFFICE),
    *button("desk_open", plan(DRAFT), "403 | 403 403 403 403 | 404 404 404 | 403 404 404"),
    *step("desk_end", plan(DRAFT, pk="@opening"), TO_LEAD),
    *step(
        "workplan_release",
        plan(APPROVED, audience="taskforces"),
        "302 | 403 200 403 403 | 404 404 403 | 403 404 404",
        {"version": "@of_record"},
    ),
    # Nothing is released yet: no key is one of a release.
    *step("release_end", plan(APPROVED, pk=1), "302 | 404 404 404 404 | 404 404 403 | 404 404 404"),
    *page("consultation", plan(DRAFT), TO_CAMBODIA),
    Row("consultation", "get", plan(SUBMITTED), TO_CAMBODIA_AND_OFFICE),
    *step(
        "consultation_open",
        plan(DRAFT),
        TO_LEAD,
        {"partner": "@partner", "until_on": f"31 Dec {cast.LATER.year}"},
    ),
    *step(
        "consultation_move", plan(DRAFT, partner="unicef"), TO_LEAD, {"until_on": f"30 Dec {cast.LATER.year}"}
    ),
    *step("consultation_close", plan(DRAFT, partner="unicef"), TO_LEAD),
    *page("ministries", plan(DRAFT), "302 | 200 200 200 403 | 404 404 404 | 403 404 404"),
    Row("ministries", "get", plan(SUBMITTED), "302 | 200 200 200 403 | 404 404 404 | 403 404 404"),
    *step("ministries_ask", plan(DRAFT), TO_LEAD, {"ministries": "@justice"}),
    *step(
        "ministry_answer",
        plan(DRAFT),
        "302 | 403 403 200 403 | 404 404 404 | 403 404 404",
        {"seen": "@content_mark", "answer": "yes"},
    ),
    *step(
        "ministry_answer",
        plan(SUBMITTED),
        "302 | 403 403 200 403 | 404 404 404 | 403 404 404",
        {"seen": "@submitted_mark", "answer": "yes"},
    ),
    *step(
        "ministry_paper",
        plan(DRAFT, pk="@justice"),
        TO_LEAD,
        {"seen": "@content_mark", "answer": "yes", "letter_on": "20 Jan 2011"},
    ),
    *step(
        "support_ask",
        plan(DRAFT, number=1),
        TO_DRAFTERS,
        {"partner": "@partner", "kind": "in_kind", "what": "A room"},
    ),
    *step(
        "support_told",
        plan(DRAFT, number=1),
        TO_LEAD,
        {"partner": "@partner", "kind": "in_kind", "what": "A room", "told_how": "Letter"},
    ),
    *step(
        "support_change_request",
        plan(DRAFT, number=1, partner="ilo", nth=1),
        TO_DRAFTERS,
        {"kind": "funds", "amount": "7", "row_version": "1"},
    ),
    *step(
        "support_cancel_request",
        plan(DRAFT, number=1, partner="ilo", nth=1),
        TO_DRAFTERS,
        {"row_version": "1"},
    ),
    *step(
        "support_answer",
        plan(DRAFT, number=1, partner="iom", nth=1),
        TO_LEAD,
        {"word": "Thank you", "row_version": "1"},
    ),
    *step(
        "support_decline",
        plan(DRAFT, number=1, partner="iom", nth=1),
        TO_LEAD,
        {"word": "Not this year", "row_version": "1"},
    ),
    *step(
        "support_record",
        plan(DRAFT, number=1, partner="ilo", nth=1),
        TO_LEAD,
        {"gives": "yes", "kind": "funds", "amount": "7", "told_how": "Letter", "row_version": "1"},
    ),
    *step(
        "support_end",
        plan(DRAFT, number=1, partner="unicef", nth=1),
        TO_LEAD,
        {"how": "end", "word": "Too late", "row_version": "1"},
    ),
    *page("workplan_history", plan(DRAFT), TO_CAMBODIA_AND_OFFICE),
    Row("workplan_history", "get", plan(APPROVED), "302 | 200 200 200 200 | 404 404 403 | 200 404 404"),
    *page("workplan_version", plan(SUBMITTED, number=1), TO_CAMBODIA_AND_OFFICE),
    Row("workplan_version", "get", plan(APPROVED, number=2), TO_CAMBODIA_AND_DESKS),
    *page("versions", plan(APPROVED), "302 | 302 302 302 302 | 404 404 302 | 302 404 404"),
    Row("versions", "get", plan(DRAFT), "302 | 302 302 302 302 | 404 404 404 | 302 404 404"),
    *page("versions_compared", plan(APPROVED, first=1, second=2), TO_CAMBODIA_AND_OFFICE),
    Row("versions_compared", "get", plan(RETURNED, first=2, second="draft"), TO_CAMBODIA_HIDDEN),
    Row("versions_compared", "get", plan(APPROVED, first=2, second=2), TO_CAMBODIA_AND_DESKS),
    *page("activity", plan(DRAFT, number=1), TO_CAMBODIA_HIDDEN),
    Row("activity", "get", plan(SUBMITTED, number=1), TO_CAMBODIA_AND_OFFICE),
    Row("activity", "get", plan(APPROVED, number=1), TO_CAMBODIA_AND_DESKS),
    # A partner's part of the consultation.
    Row("workplan", "get", opened(), TO_ALL),
    Row("activity", "get", opened(number=1), TO_PARTNER),
    *step(
        "support_offer",
        plan(DRAFT, number=1),
        "302 | 403 403 403 403 | 404 404 404 | 404 404 404",
        {"kind": "funds", "amount": "900"},
    ),
    *step("support_offer", opened(number=3), TO_PARTNER, {"kind": "funds", "amount": "900"}),
    Row(
        "support_offer",
        "post",
        opened(number=9),
        "403 | 404 404 404 404 | 404 404 404 | 404 409 404",
        {"kind": "funds", "amount": "900"},
    ),
    *step(
        "support_change_offer",
        plan(DRAFT, number=1, partner="iom", nth=1),
        "302 | 403 403 403 403 | 404 404 404 | 404 404 404",
        {"kind": "funds", "amount": "900", "row_version": "1"},
    ),
    *step(
        "support_change_offer",
        own(1),
        TO_PARTNER,
        {"kind": "nothing", "word": "Not this year", "row_version": "1"},
    ),
    Row(
        "support_change_offer",
        "post",
        own(2),
        "403 | 404 404 404 404 | 404 404 404 | 404 302 404",
        {"kind": "funds", "amount": "900", "row_version": "1"},
    ),
    Row(
        "support_take_back",
        "get",
        plan(DRAFT, number=1, partner="iom", nth=1),
        "302 | 403 403 403 403 | 404 404 404 | 404 404 404",
    ),
    *step("support_take_back", own(2), TO_PARTNER, {"row_version": "1"}),
    *step("nothing_to_offer", plan(DRAFT), "302 | 403 403 403 403 | 404 404 404 | 403 404 404"),
    Row("nothing_to_offer", "get", opened(), "302 | 404 404 404 404 | 404 404 404 | 403 200 404"),
    # The ILO's request and its offer wait there: each is answered first.
    Row("nothing_to_offer", "post", opened(), "403 | 404 404 404 404 | 404 404 404 | 403 403 404"),
    Row("nothing_to_offer", "post", opened(place="vn"), "403 | 404 404 404 404 | 404 404 404 | 403 302 404"),
    *step(
        "activity_edit",
        plan(DRAFT, number=1),
        TO_DRAFTERS_HIDDEN,
        {"row_version": "@line_version", "area": "@area", "title": "Changed", "funding": "counted"},
    ),
    Row("activity_both", "get", plan(DRAFT, number=1), "302 | 302 302 403 403 | 404 404 404 | 404 404 404"),
    Row(
        "activity_both",
        "post",
        plan(DRAFT, number=1),
        "403 | 302 302 403 403 | 404 404 404 | 404 404 404",
        {"only": "title", "base": "1", "row_version": "1", "area": "@area", "title": "Changed"},
    ),
    *step("activity_withdraw", plan(DRAFT, number=1), TO_DRAFTERS_HIDDEN),
    *step("activity_restore", plan(DRAFT, number=4), "302 | 200 200 403 404 | 404 404 404 | 404 404 404"),
    Row("activity_undo", "get", plan(DRAFT, number=1), TO_DRAFTERS_HIDDEN),
    Row("activity_undo", "post", plan(DRAFT, number=1), "403 | 403 403 403 403 | 404 404 404 | 404 404 404"),
    *step("activity_unlock", plan(RETURNED, number=2), TO_LEAD),
    *step("activity_keep", plan(RETURNED, number=1), TO_LEAD),
    *page("workplan_export", plan(DRAFT, suffix="xlsx"), TO_CAMBODIA_HIDDEN),
    Row("workplan_export", "get", plan(SUBMITTED, suffix="csv"), TO_CAMBODIA_AND_OFFICE),
    Row("workplan_export", "get", plan(APPROVED, suffix="csv"), TO_CAMBODIA_AND_DESKS),
    Row("workplan_import", "get", plan(DRAFT), TO_DRAFTERS),
    Row("workplan_import", "post", plan(DRAFT), "403 | 422 422 403 403 | 404 404 404 | 403 404 404"),
    *page("workplan_import_marked", plan(DRAFT), "302 | 404 404 403 403 | 404 404 404 | 403 404 404"),
    *button("workplan_import_confirm", plan(DRAFT), "403 | 302 302 403 403 | 404 404 404 | 403 404 404"),
    Row("decisions", "get", plan(DRAFT), TO_DESK_AND_OFFICE),
    *step(
        "decisions",
        plan(SUBMITTED),
        TO_DESK_AND_OFFICE,
        {
            "001-outcome": "approve",
            "001-seen": "@submitted_line_version",
            "001-shown": decision_text_mark("return", "Say more"),
        },
    ),
    Row("decisions", "post", plan(DRAFT), "403 | 403 403 403 409 | 404 404 404 | 409 404 404"),
    Row("decision", "get", plan(SUBMITTED, number=2), "302 | 403 403 403 404 | 404 404 404 | 404 404 404"),
    *page("decision", plan(SUBMITTED, number=1), TO_DESK_AND_OFFICE),
    Row("decisions_approve_rest", "get", plan(SUBMITTED), TO_DESK_AND_OFFICE),
    Row(
        "decisions_approve_rest", "post", plan(SUBMITTED), "403 | 403 403 403 409 | 404 404 404 | 409 404 404"
    ),
    *button("decisions_count", plan(SUBMITTED), "403 | 403 403 403 200 | 404 404 404 | 200 404 404"),
    Row("decisions_send", "get", plan(SUBMITTED), TO_DESK_AND_OFFICE),
    Row("decisions_send", "post", plan(SUBMITTED), "403 | 403 403 403 409 | 404 404 404 | 409 404 404"),
    *page("decisions_sent", plan(RETURNED), "302 | 403 403 403 200 | 404 404 403 | 200 404 404"),
    Row("workplan", "get", {"year": DRAFT, "place": "regional"}, TO_ALL),
    Row(
        "activity",
        "get",
        {"year": DRAFT, "place": "regional", "number": 1},
        "302 | 200 200 404 404 | 404 404 404 | 200 404 404",
    ),
    Row(
        "activity_edit",
        "post",
        {"year": DRAFT, "place": "regional", "number": 1},
        "403 | 403 403 404 404 | 404 404 404 | 302 404 404",
        {"row_version": "1", "area": "@area", "title": "Changed", "funding": "counted", "countries": "@kh"},
    ),
    *step(
        "regional_confirm",
        {"year": DRAFT, "number": 1},
        "302 | 403 200 404 404 | 404 404 404 | 403 404 404",
        {"seen": "@part_mark"},
    ),
    *step(
        "regional_decline",
        {"year": DRAFT, "number": 1},
        "302 | 403 200 404 404 | 404 404 404 | 403 404 404",
        {"seen": "@part_mark"},
    ),
    Row("regional_propose", "get", {"year": DRAFT}, "302 | 403 403 404 404 | 404 404 404 | 200 404 404"),
    Row("regional_propose", "post", {"year": DRAFT}, "403 | 403 403 404 404 | 404 404 404 | 409 404 404"),
    Row("regional_put_in_force", "get", {"year": DRAFT}, "302 | 403 403 404 404 | 404 404 404 | 200 404 404"),
    Row(
        "regional_put_in_force", "post", {"year": DRAFT}, "403 | 403 403 404 404 | 404 404 404 | 403 404 404"
    ),
    *step("seats", {}, TO_ALL, {"seat": "@kh_officer"}),
    *page("people", {}, TO_ALL),
    *page("people_file", {"suffix": "csv"}, TO_ALL),
    *page("person", {"pk": "@kh_member.user"}, TO_CAMBODIA_AND_DESKS),
    *page("taskforces", {}, TO_ALL),
    *step(
        "taskforce_signing",
        {"place": "kh"},
        TO_OFFICE,
        {"bodies": "the National Committee", "seen": "@signing_mark"},
    ),
    *page("partners", {}, TO_ALL),
    *step(
        "people_invite",
        {},
        TO_OFFICE,
        {
            "email": "new@commit.example",
            "name": "New",
            "role": "officer",
            "taskforce": "@kh",
            "starts_on": "1 Jan 2011",
        },
    ),
    Row(
        "person_invite_again",
        "get",
        {"pk": "@kh_member.user"},
        "302 | 405 405 405 405 | 405 405 405 | 405 405 405",
    ),
    Row("person_invite_again", "post", {"pk": "@invited.user"}, OFFICE_SENDS),
    *step(
        "seat_give",
        {"pk": "@kh_member.user"},
        TO_OFFICE,
        {"role": "officer", "taskforce": "@kh", "starts_on": "1 Jan 2011"},
    ),
    *step("seat_end", {"pk": "@kh_member"}, TO_OFFICE, {"ends_on": "31 Dec 2026"}),
    *step("seat_ministry", {"pk": "@kh_member"}, TO_OFFICE, {"ministry": ""}),
    *button("seat_stop", {"pk": "@kh_member"}, OFFICE_SENDS),
    *step("person_close", {"pk": "@kh_member.user"}, TO_OFFICE),
    *step("person_factors", {"pk": "@kh_member.user"}, TO_OFFICE),
    *button("person_reopen", {"pk": "@closed.user"}, OFFICE_SENDS),
    *page("reviews", {"year": APPROVED}, TO_INSIDERS),
    *page("review", {"year": APPROVED, "stage": "mid-year"}, TO_INSIDERS),
    *step("review_open", {"year": APPROVED, "stage": "som"}, TO_OFFICE, {"answers_due_on": "1 Oct 2098"}),
    Row("review_meeting", "get", {"year": APPROVED, "stage": "mid-year"}, TO_OFFICE),
    Row(
        "review_meeting",
        "post",
        {"year": APPROVED, "stage": "mid-year"},
        OFFICE_IS_LATE,
        {"answers_due_on": "1 Oct 2098"},
    ),
    *step("review_close", {"year": APPROVED, "stage": "mid-year"}, TO_OFFICE, {"with_0": "on"}),
    *step("review_remind", {"year": APPROVED, "stage": "mid-year"}, TO_OFFICE, {"place": "kh"}),
    # Who answers is led to the first open answer.
    Row("review_sheet", "get", SHEET, "302 | 302 302 200 200 | 404 404 404 | 403 404 404"),
    Row("review_sheet", "post", SHEET, "403 | 302 302 403 302 | 404 404 404 | 403 404 404"),
    Row("review_area", "get", AREA, "302 | 200 200 302 302 | 404 404 404 | 403 404 404"),
    Row("review_area", "post", AREA, "403 | 302 302 403 302 | 404 404 404 | 403 404 404"),
    Row("review_answer_save", "get", AREA, NO_METHOD),
    *(
        Row("review_answer_save", "post", AREA, cells, {"person": f"@{name}.user", "row": "a0"})
        for name, cells in (
            ("kh_officer", "401 | 409 401 401 401 | 401 401 401 | 401 401 401"),
            ("kh_member", "401 | 401 401 403 401 | 401 401 401 | 401 401 401"),
            ("kh_desk", "401 | 401 401 401 403 | 401 401 401 | 401 401 401"),
            ("lao_officer", "401 | 401 401 401 401 | 404 401 401 | 401 401 401"),
        )
    ),
    Row("review_spending_save", "get", SHEET, NO_METHOD),
    *(
        Row("review_spending_save", "post", SHEET, cells, {"person": f"@{name}.user", "row": "s0"})
        for name, cells in (
            ("kh_officer", "401 | 403 401 401 401 | 401 401 401 | 401 401 401"),
            ("kh_desk", "401 | 401 401 401 409 | 401 401 401 | 401 401 401"),
            ("regional_office", "401 | 401 401 401 401 | 401 401 401 | 403 401 401"),
        )
    ),
    *page("review_xlsx", SHEET, TO_CAMBODIA),
    Row("review_import", "get", SHEET, TO_DRAFTERS),
    Row("review_import", "post", SHEET, "403 | 422 422 403 403 | 404 404 404 | 403 404 404"),
    *page("review_import_marked", SHEET, "302 | 404 404 403 403 | 404 404 404 | 403 404 404"),
    *button("review_import_confirm", SHEET, "403 | 302 302 403 403 | 404 404 404 | 403 404 404"),
    *step("review_submit", SHEET, TO_LEAD, {"row_version": "1"}),
    Row("review_reopen", "get", SHEET, "302 | 403 403 403 403 | 404 404 404 | 200 404 404"),
    Row(
        "review_reopen", "post", SHEET, "403 | 403 403 403 403 | 404 404 404 | 409 404 404", {"note": "Late"}
    ),
    Row("review_question", "get", SHEET | {"number": 1}, TO_CAMBODIA),
    Row(
        "review_question",
        "post",
        SHEET | {"number": 1},
        "403 | 302 302 403 403 | 404 404 404 | 403 404 404",
        {"reply": "The first one"},
    ),
    *step(
        "review_ask",
        SHEET | {"answer": "001"},
        "302 | 403 403 403 200 | 404 404 404 | 403 404 404",
        {"text": "Were both held?"},
    ),
    *page("meetings", {}, TO_ALL),
    *page("meeting", {"slug": "som-9"}, TO_ALL),
    *page("meetings_file", {"suffix": "csv"}, TO_ALL),
    *page("recommendations", {}, TO_INSIDERS),
    *page("recommendations_file", {"suffix": "csv"}, TO_INSIDERS),
    Row("recommendation_new", "get", {}, TO_OFFICE, query=AIMED),
    Row("recommendation_new", "post", {}, OFFICE_SENDS, AIMED, AIMED),
    Row("meeting_add", "get", {}, TO_OFFICE),
    Row("meeting_add", "post", {}, OFFICE_CORRECTS),
    Row("meeting_edit", "get", {"slug": "som-9"}, TO_OFFICE),
    Row("meeting_edit", "post", {"slug": "som-9"}, OFFICE_CORRECTS),
    Row("meeting_recommend", "get", {"slug": "som-9"}, TO_OFFICE),
    Row(
        "meeting_recommend", "post", {"slug": "som-9"}, OFFICE_CORRECTS, {"text": "Meet", "taskforces": "@kh"}
    ),
    *step(
        "recommendation_follow_up",
        {"slug": "som-9", "number": 1, "place": "kh"},
        "302 | 200 200 403 403 | 403 403 403 | 403 403 403",
        {"status": "done", "words": "Done", "seen": "@follow_up_seen"},
    ),
    *page("comparison", {"year": APPROVED}, TO_ALL),
    *page("comparison_counts", {"year": APPROVED}, TO_ALL),
    *page("comparison_workbook", {"year": APPROVED}, TO_INSIDERS),
    *page("comparison_money", {"year": APPROVED}, TO_ALL),
    *page("comparison_cell", {"year": APPROVED, "code": "1.T1", "place": "kh"}, TO_ALL),
    *page("years_beside", TWO_YEARS, TO_ALL),
    *page("years_beside_file", TWO_YEARS | CSV, TO_INSIDERS),
    *page("years_table", YEARS_TABLE, TO_ALL),
    *page("years_table_file", YEARS_TABLE | CSV, TO_INSIDERS),
    *page("timeline", {"year": APPROVED}, TO_ALL),
    *page("timeline_file", {"year": APPROVED} | CSV, TO_INSIDERS),
    Row("past_years", "get", FREE, TO_OFFICE),
    Row("past_years", "post", FREE, OFFICE_CORRECTS),
    *page("past_years_xlsx", FREE, TO_INSIDERS),
    *page("past_years_marked", FREE, "302 | 403 403 403 403 | 403 403 403 | 404 403 403"),
    *button("past_years_confirm", FREE, OFFICE_SENDS),
    *step("past_year_remove", TAKEN | LOADED, TO_OFFICE),
    *page("coverage", {"year": APPROVED}, TO_ALL),
    *page("coverage_file", {"year": APPROVED} | CSV, TO_INSIDERS),
    *page("report", {"year": APPROVED}, TO_ALL),
    *step("report_ask", {"year": APPROVED}, TO_OFFICE, {"audience": "partners"}),
    *step(
        "report_words",
        {"year": APPROVED, "audience": "partners"},
        TO_OFFICE,
        {"foreword": "A foreword.", "row_version": 1},
    ),
    *page("report_preview", {"year": APPROVED, "audience": "partners", "anchor": "summary"}, TO_OFFICE),
    *page(
        "report_chapter",
        {"year": APPROVED, "audience": "secretariat", "edition": 1, "anchor": "summary"},
        TO_DESKS,
    ),
    *page("report_edition", {"year": APPROVED, "audience": "secretariat", "edition": 1}, TO_DESKS),
    Row("report_edition", "get", {"year": APPROVED, "audience": "taskforces", "edition": 1}, TO_DESKS),
    *step(
        "report_release",
        {"year": APPROVED, "audience": "taskforces", "edition": 1},
        "302 | 404 404 404 403 | 404 404 403 | 200 404 404",
    ),
    *button(
        "report_try_again",
        {"year": APPROVED, "audience": "secretariat", "edition": 1},
        "403 | 404 404 404 403 | 404 404 403 | 403 404 404",
    ),
    *page("report_pdf", {"year": APPROVED, "audience": "secretariat", "edition": 1}, TO_DESKS),
    Row("report_pdf", "get", {"year": APPROVED, "audience": "taskforces", "edition": 1}, TO_DESKS),
    *page("report_workbook", {"year": APPROVED, "audience": "secretariat", "edition": 1}, TO_DESKS),
    *page("report_data", {"year": APPROVED, "audience": "secretariat", "edition": 1}, TO_DESKS),
    *page("spa:plan_list", {}, TO_ALL),
    *page("spa:plan_detail", TAKEN, TO_ALL),
    *page("spa:plan_xlsx", TAKEN, TO_ALL),
    *page("spa:plan_csv", TAKEN, TO_ALL),
    *step(
        "spa:plan_new",
        {},
        TO_OFFICE,
        {
            "code": "spa-9",
            "number": "9",
            "title": "Nine",
            "starts_on": "1 Jan 2027",
            "ends_on": "31 Dec 2029",
        },
    ),
    *step("spa:plan_agree", FREE, TO_OFFICE),
    Row("spa:plan_endorse", "get", FREE, TO_OFFICE),
    Row("spa:plan_endorse", "post", FREE, OFFICE_IS_LATE),
    Row("spa:plan_supersede", "get", FREE, TO_OFFICE),
    Row("spa:plan_supersede", "post", FREE, OFFICE_IS_LATE),
    *page(
        "spa:plan_by_number",
        {"number": 98, "step": "endorse"},
        "302 | 302 302 302 302 | 302 302 302 | 302 302 302",
    ),
    *step("spa:plan_extend", FREE, TO_OFFICE, {"extended_to": "31 Dec 2017", "reason": "Late"}),
    Row("spa:plan_complete", "get", TAKEN, "302 | 403 403 403 403 | 403 403 403 | 409 403 403"),
    Row("spa:plan_complete", "post", TAKEN, OFFICE_IS_LATE),
    *step("spa:revision_begin", TAKEN, TO_OFFICE, {"reason": "Adopted with changes", "source": "A letter"}),
    Row("spa:revision_cancel", "get", TAKEN, "302 | 403 403 403 403 | 403 403 403 | 409 403 403"),
    Row("spa:revision_cancel", "post", TAKEN, OFFICE_IS_LATE),
    *step(
        "spa:target_continues",
        {**TAKEN, "key": "1.T1"},
        TO_OFFICE,
        {"reason": "New", "row_version": "@taken_version"},
    ),
    Row("spa:import_new", "get", FREE, TO_OFFICE),
    Row("spa:import_new", "post", FREE, OFFICE_CORRECTS),
    *page("spa:import_marked", FREE, "302 | 403 403 403 403 | 403 403 403 | 404 403 403"),
    *button("spa:import_confirm", FREE, OFFICE_SENDS),
    *step("spa:area_new", FREE, TO_OFFICE, {"code": "2", "title": "Law"}),
    *step(
        "spa:target_new",
        {**FREE, "area": "1"},
        TO_OFFICE,
        {"area": "@open_area", "code": "1.T2", "text": "Two", "scope": "both"},
    ),
    *step(
        "spa:activity_new",
        {**FREE, "area": "1"},
        TO_OFFICE,
        {"area": "@open_area", "code": "1.A2", "text": "Two", "scope": "both"},
    ),
    *step(
        "spa:area_edit",
        {**FREE, "key": "1"},
        TO_OFFICE,
        {"row_version": "@open_area_version", "code": "1", "title": "Policies"},
    ),
    *step(
        "spa:target_edit",
        {**FREE, "key": "1.T1"},
        TO_OFFICE,
        {
            "row_version": "@open_target_version",
            "area": "@open_area",
            "code": "1.T1",
            "text": "Other",
            "scope": "both",
        },
    ),
    *step(
        "spa:activity_edit",
        {**FREE, "area": "1", "key": "1.A1"},
        TO_OFFICE,
        {"row_version": "1", "area": "@open_area", "code": "1.A1", "text": "Other", "scope": "both"},
    ),
    Row("spa:area_remove", "get", {**FREE, "key": "1"}, TO_OFFICE),
    Row("spa:area_remove", "post", {**FREE, "key": "1"}, OFFICE_IS_LATE),
    *step("spa:target_remove", {**FREE, "key": "1.T1"}, TO_OFFICE),
    *step("spa:activity_remove", {**FREE, "area": "1", "key": "1.A1"}, TO_OFFICE),
    *step(
        "spa:area_correct",
        {**TAKEN, "key": "1"},
        TO_OFFICE,
        {"text": "Corrected", "in_force_from": "1 Jul 2011", "reason": "A misprint", "source": "A letter"},
    ),
    *step(
        "spa:target_correct",
        {**TAKEN, "key": "1.T1"},
        TO_OFFICE,
        {"text": "Corrected", "in_force_from": "1 Jul 2011", "reason": "A misprint", "source": "A letter"},
    ),
    *step(
        "spa:activity_correct",
        {**TAKEN, "area": "1", "key": "1.A1"},
        TO_OFFICE,
        {"text": "Corrected", "in_force_from": "1 Jul 2011", "reason": "A misprint", "source": "A letter"},
    ),
    Row(
        "spa:area_edit",
        "post",
        {**TAKEN, "key": "1"},
        OFFICE_IS_LATE,
        {"row_version": "1", "code": "1", "title": "Policies"},
    ),
)
ROWS += tuple(
    row
    for year, reads in (
        (DRAFT, TO_CAMBODIA),
        (SUBMITTED, TO_CAMBODIA_AND_OFFICE),
        (APPROVED, TO_CAMBODIA_AND_DESKS),
    )
    for row in (
        Row("print_form", "get", plan(year), reads),
        Row("print_form", "post", plan(year), "403 | 405 405 405 405 | 405 405 405 | 405 405 405"),
        Row("print_make", "get", plan(year), "302 | 405 405 405 405 | 405 405 405 | 405 405 405"),
        Row("print_make", "post", plan(year), reads.replace("302 |", "403 |").replace("200", "302")),
    )
)
ROWS += tuple(
    row
    for name in ("print_pdf", "print_workbook")
    for row in (
        # Nobody has made a form of the draft.
        Row(name, "get", plan(DRAFT), "302 | 404 404 404 404 | 404 404 404 | 403 404 404"),
        Row(name, "get", plan(APPROVED), TO_CAMBODIA_AND_DESKS),
        Row(name, "post", plan(APPROVED), "403 | 405 405 405 405 | 405 405 405 | 405 405 405"),
    )
)

TALK = {"about": "Trainers", "text": "Can you train?", "made_with": str(UUID(int=1))}
ANSWER = {"text": "Yes.", "made_with": str(UUID(int=2))}
THREAD = plan(DRAFT, thread="@thread")
ROWS += (
    *page("comments", plan(DRAFT), TO_CAMBODIA),
    Row("comments", "get", plan(SUBMITTED), TO_CAMBODIA_AND_OFFICE),
    Row("comments", "get", plan(APPROVED), "302 | 200 200 200 200 | 404 404 403 | 200 404 404"),
    Row("comments", "get", opened(), "302 | 404 404 404 404 | 404 404 404 | 403 200 404"),
    Row("comment_on_plan", "get", plan(DRAFT), TO_CAMBODIA),
    Row("comment_on_plan", "post", plan(DRAFT), "403 | 302 302 302 302 | 404 404 404 | 409 404 404", TALK),
    Row("comment_on_plan", "post", plan(APPROVED), "403 | 302 302 302 302 | 404 404 403 | 302 404 404", TALK),
    Row("comment_on_line", "get", plan(DRAFT, number=1), TO_CAMBODIA_HIDDEN),
    Row("comment_on_line", "get", opened(number=1), TO_PARTNER),
    Row(
        "comment_on_line",
        "post",
        plan(DRAFT, number=1),
        "403 | 302 302 302 302 | 404 404 404 | 409 404 404",
        TALK,
    ),
    Row(
        "comment_on_line", "post", opened(number=1), "403 | 404 404 404 404 | 404 404 404 | 409 302 404", TALK
    ),
    Row(
        "comment_on_line", "post", opened(number=9), "403 | 404 404 404 404 | 404 404 404 | 409 409 404", TALK
    ),
    Row("comment_thread", "get", THREAD, TO_CAMBODIA_HIDDEN),
    Row("comment_thread", "post", THREAD, "403 | 302 302 302 302 | 404 404 404 | 409 404 404", ANSWER),
    Row("comment_answer_close", "get", THREAD, TO_CAMBODIA_HIDDEN),
    Row("comment_answer_close", "post", THREAD, "403 | 302 302 302 302 | 404 404 404 | 409 404 404", ANSWER),
    *button("comment_close", THREAD, "403 | 302 302 302 302 | 404 404 404 | 403 404 404"),
    # It is open.
    *button("comment_reopen", THREAD, "403 | 409 409 409 409 | 404 404 404 | 403 404 404"),
    # Nobody but the officer wrote it.
    *button("comment_remove", THREAD, "403 | 302 403 403 403 | 404 404 404 | 403 404 404"),
    *page("evidence", SHOWN, TO_CAMBODIA_AND_OFFICE),
    *step("evidence_add", SHOWN, TO_DRAFTERS, LINK),
    # The regional office reads no file of answers that are not submitted.
    *page("evidence_file", SHOWN_FILE, TO_CAMBODIA),
    # What is asked of a file is known to those who add files.
    *step(
        "evidence_question",
        ASKED_FILE,
        "302 | 200 200 404 404 | 404 404 404 | 404 404 404",
        {"personal_data": "none"},
    ),
    *step("evidence_remove", SHOWN_FILE, TO_DRAFTERS_HIDDEN, {"note": "Wrong file"}),
    *step("evidence_title", SHOWN_FILE, TO_DRAFTERS_HIDDEN, {"title": "News"}),
    # As the release of the plan; a file of a closed round is ticked for the Secretariat alone.
    *step(
        "evidence_readers",
        plan(APPROVED),
        "302 | 403 200 403 403 | 404 404 403 | 403 404 404",
        {"seen": "@ticks"},
    ),
    *page("evidence_shown", plan(APPROVED, digest=DIGEST), TO_CAMBODIA_AND_DESKS),
    *page("review_comments", {**SHEET, "answer": "001"}, TO_CAMBODIA_AND_OFFICE),
    Row(
        "review_comments",
        "get",
        {**SHEET, "answer": "1.T9"},
        "302 | 404 404 404 404 | 404 404 404 | 404 404 404",
    ),
    *step("review_comment", {**SHEET, "answer": "1.T1"}, TO_CAMBODIA_AND_OFFICE, TALK),
)

KH_EDITORS = {"kh_officer", "kh_lead"}
KH = KH_EDITORS | {"kh_member"}
LAO = {"lao_officer", "lao_lead"}
DESKS = {"kh_desk", "lao_desk"}
OFFICE = {"regional_office", "regional_manager"}
SECRETARIAT = DESKS | OFFICE
OUTSIDE = {"ilo", "iom", "observer"}
EVERYBODY = KH | LAO | SECRETARIAT | OUTSIDE

# Function, what it is asked about (of Cambodia), who is allowed. "" asks about nothing but the seat.
PERMISSIONS: tuple[tuple[str, str, set[str]], ...] = (
    ("may_know", "draft", KH | {"kh_desk"} | OFFICE),
    ("may_know", "approved", KH | SECRETARIAT),
    ("may_know", "regional", KH_EDITORS | OFFICE),
    ("may_read_draft", "draft", KH | {"kh_desk"}),
    ("may_read_draft", "submitted", KH | {"kh_desk"} | OFFICE),
    ("may_read_draft", "approved", KH | {"kh_desk"}),
    ("may_read_draft", "regional", OFFICE),
    ("may_compare_draft", "draft", KH | {"kh_desk"}),
    ("may_compare_draft", "submitted", KH | {"kh_desk"} | OFFICE),
    ("may_compare_draft", "approved", set()),
    ("may_edit_workplan", "draft", KH_EDITORS),
    ("may_edit_workplan", "submitted", set()),
    ("may_edit_workplan", "regional", OFFICE),
    ("may_change_or_amend", "draft", KH_EDITORS),
    ("may_change_or_amend", "submitted", set()),
    ("may_change_or_amend", "approved", {"kh_lead"}),
    ("may_draft_lines", "submitted", KH_EDITORS),
    ("may_unlock_lines", "submitted", {"kh_lead"}),
    ("may_keep_lines", "submitted", {"kh_lead"}),
    ("may_add_activity", "draft", KH_EDITORS),
    ("may_add_activity", "returned", set()),
    ("may_edit_activity", "draft line", KH_EDITORS),
    ("may_edit_activity", "returned line", KH_EDITORS),
    ("may_edit_activity", "standing line", set()),
    ("may_edit_activity", "approved line", set()),
    ("may_edit_activity", "withdrawn line", set()),
    ("may_restore_activity", "withdrawn line", KH_EDITORS),
    ("may_restore_activity", "draft line", set()),
    ("may_restore_activity", "line withdrawn before the return", set()),
    ("may_read_consultation", "draft", KH | {"kh_desk"}),
    ("may_read_consultation", "submitted", KH | {"kh_desk"} | OFFICE),
    ("may_read_consultation", "regional", OFFICE),
    ("may_ask_partners", "draft", KH_EDITORS),
    ("may_ask_partners", "approved", KH_EDITORS),
    ("may_ask_partners", "closed", set()),
    ("may_ask_partners", "regional", OFFICE),
    ("may_ask_for", "draft line", KH_EDITORS),
    ("may_ask_for", "withdrawn line", set()),
    ("may_change_request", "asked support", KH_EDITORS),
    ("may_offer", "draft line", {"ilo", "iom"}),
    ("may_offer", "withdrawn line", set()),
    ("may_answer_request", "asked support", {"ilo"}),
    ("may_steer_partners", "draft", {"kh_lead"}),
    ("may_steer_partners", "closed", {"kh_lead"}),
    ("may_answer_partners", "draft", {"kh_lead"}),
    ("may_answer_partners", "closed", set()),
    ("may_answer_partners", "regional", OFFICE),
    ("may_answer_offer", "offered support", {"kh_lead"}),
    ("may_say_nothing_to_offer", "opening", {"ilo"}),
    ("may_meet_needs", "draft line", {"kh_desk"} | OFFICE),
    ("may_meet_needs", "withdrawn line", set()),
    ("may_list_unmet_needs", "", SECRETARIAT | {"ilo", "iom"}),
    ("may_read_ministries", "draft", KH),
    ("may_read_ministries", "approved", KH),
    ("may_read_ministries", "regional", set()),
    ("may_ask_ministries", "draft", {"kh_lead"}),
    ("may_ask_ministries", "returned", {"kh_lead"}),
    ("may_ask_ministries", "submitted", set()),
    ("may_ask_ministries", "regional", set()),
    ("may_answer_for_ministry", "draft", {"kh_member"}),
    ("may_answer_for_ministry", "submitted", {"kh_member"}),
    ("may_record_for_ministry", "draft", {"kh_lead"}),
    ("may_record_for_ministry", "approved", set()),
    ("may_record_for_ministry", "regional", set()),
    ("may_read_comments", "draft", KH | {"kh_desk"} | OFFICE | {"ilo", "iom"}),
    ("may_read_comments", "regional", OFFICE | {"ilo", "iom"}),
    ("may_comment", "approved", KH | {"kh_desk"} | OFFICE | {"ilo", "iom"}),
    ("may_comment", "closed", set()),
    ("may_talk_in", "thread", KH | {"kh_desk"} | OFFICE),
    ("may_talk_in", "thread of a partner", KH_EDITORS | {"iom"}),
    ("may_take_back_comment", "thread", {"kh_officer"}),
    ("may_take_back_comment", "reason of a return", set()),
    ("may_submit_workplan", "draft", {"kh_lead"}),
    ("may_submit_workplan", "regional", set()),
    ("may_propose_regional", "regional", OFFICE),
    ("may_propose_regional", "draft", set()),
    ("may_take_back_workplan", "submitted", {"kh_lead"}),
    ("may_take_back_workplan", "regional", OFFICE),
    ("may_amend_workplan", "approved", {"kh_lead"}),
    ("may_amend_workplan", "regional", OFFICE),
    ("may_drop_amendment", "amendment", {"kh_lead"}),
    ("may_drop_amendment", "regional", OFFICE),
    ("may_undo_changes", "changed line", KH_EDITORS),
    ("may_undo_changes", "draft line", set()),
    ("may_undo_changes", "approved line", set()),
    ("may_open_draft", "draft", {"kh_lead"}),
    ("may_open_draft", "regional", OFFICE),
    ("may_release_workplan", "draft", set()),
    ("may_release_workplan", "approved", {"kh_lead"}),
    ("may_release_workplan", "regional", set()),
    ("may_release_workplan", "regional of record", OFFICE),
    ("may_unlock_activity", "draft line", set()),
    ("may_unlock_activity", "line withdrawn before the return", set()),
    ("may_unlock_activity", "standing line", {"kh_lead"}),
    ("may_keep_without_support", "returned line", {"kh_lead"}),
    ("may_keep_without_support", "draft line", set()),
    ("may_keep_without_support", "standing line", set()),
    ("may_decide", "submitted", {"kh_desk"} | OFFICE),
    ("may_decide", "regional", set()),
    ("may_see_unsent_decisions", "submitted", {"kh_desk"} | OFFICE),
    ("may_see_unsent_decisions", "regional", OFFICE),
    ("may_see_rounds", "submitted", KH | {"kh_desk"} | OFFICE),
    ("may_see_rounds", "regional", OFFICE),
    ("may_put_in_force", "regional", OFFICE),
    ("may_put_in_force", "draft", set()),
    ("may_confirm_participation", "participation", {"kh_lead"}),
    ("may_close_workplan", "approved", OFFICE),
    ("may_keep_years", "", OFFICE),
    ("may_edit_people", "", OFFICE),
    ("may_close_account", "account", OFFICE),
    ("may_close_account", "account of the office", {"regional_manager"}),
    ("may_see_people_of", "taskforce", KH | SECRETARIAT),
    ("may_see_people_of", "secretariat", KH | LAO | SECRETARIAT),
    ("may_read_reviews", "", KH | LAO | SECRETARIAT),
    ("may_keep_reviews", "", OFFICE),
    ("may_know_sheet", "taskforce object", KH | {"kh_desk"} | OFFICE),
    ("may_know_sheet", "region", SECRETARIAT),
    ("may_read_answers", "sheet", EVERYBODY - OFFICE),
    ("may_read_answers", "submitted sheet", EVERYBODY),
    ("may_read_answers", "regional sheet", EVERYBODY),
    ("may_answer_about_file", "sheet", KH_EDITORS),
    ("may_answer_about_file", "submitted sheet", KH_EDITORS),
    ("may_answer_about_file", "closed sheet", set()),
    ("may_answer_about_file", "regional sheet", OFFICE),
    ("may_remove_evidence", "sheet", KH_EDITORS),
    ("may_remove_evidence", "submitted sheet", OFFICE),
    ("may_answer", "sheet", KH_EDITORS),
    ("may_answer", "submitted sheet", set()),
    ("may_answer", "regional sheet", OFFICE),
    ("may_ask", "taskforce object", {"kh_desk"}),
    ("may_ask", "region", set()),
    ("may_enter_spending", "sheet", {"kh_desk"}),
    ("may_enter_spending", "submitted sheet", {"kh_desk"}),
    ("may_enter_spending", "closed sheet", set()),
    ("may_enter_spending", "regional sheet", OFFICE),
    ("may_submit_sheet", "sheet", {"kh_lead"}),
    ("may_submit_sheet", "regional sheet", OFFICE),
    ("may_close_sheet", "sheet", OFFICE),
    ("may_reopen_sheet", "sheet", set()),
    ("may_reopen_sheet", "submitted sheet", OFFICE),
    ("may_reopen_sheet", "closed sheet", OFFICE),
    ("may_keep_meetings", "", OFFICE),
    ("may_recommend", "meeting", OFFICE),
    ("may_read_recommendations", "", KH | LAO | SECRETARIAT),
    ("may_follow_up", "addressee", KH_EDITORS),
    ("may_follow_up", "regional addressee", OFFICE),
    ("may_read_comparison", "", KH | LAO | SECRETARIAT),
    ("may_ask_edition", "", OFFICE),
    ("may_read_edition", "edition", SECRETARIAT),
    ("may_read_edition", "edition for others", SECRETARIAT),
    ("may_download_edition", "edition", SECRETARIAT),
    ("may_download_edition", "failed edition", set()),
    ("may_release_edition", "edition", set()),
    ("may_release_edition", "edition for others", OFFICE),
    ("may_try_again", "edition", OFFICE),
    ("may_read_plans", "", EVERYBODY),
    ("may_keep_plan", "", OFFICE),
    ("may_look_after_mails", "", OFFICE),
)

# Transition, the state it is walked from, who may. Every other state refuses everybody.
TRANSITIONS: tuple[tuple[str, str, set[str]], ...] = (
    ("CHANGE_REQUEST", "asked support", KH_EDITORS),
    ("TAKE_BACK_REQUEST", "asked support", KH_EDITORS),
    ("ANSWER_WITH_OFFER", "asked support", {"ilo"}),
    ("DECLINE_REQUEST", "asked support", {"ilo"}),
    ("CHANGE_OFFER", "offered support", {"iom"}),
    ("TAKE_BACK_OFFER", "offered support", {"iom"}),
    ("ACCEPT", "offered support", {"kh_lead"}),
    ("DECLINE", "offered support", {"kh_lead"}),
    ("RECORD_YES", "asked support", {"kh_lead"}),
    ("RECORD_YES", "offered support", {"kh_lead"}),
    ("RECORD_NO", "asked support", {"kh_lead"}),
    ("RECORD_NO", "offered support", {"kh_lead"}),
    ("LOWER", "accepted support", {"kh_lead"}),
    ("END", "accepted support", {"kh_lead"}),
    ("SUBMIT", "draft", {"kh_lead"}),
    ("SUBMIT", "returned", {"kh_lead"}),
    ("TAKE_BACK", "submitted", {"kh_lead"}),
    ("SEND_DECISIONS", "submitted", {"kh_desk"} | OFFICE),
    ("AMEND", "approved", {"kh_lead"}),
    ("DROP_AMENDMENT", "amendment", {"kh_lead"}),
    ("DROP_AMENDMENT", "regional", OFFICE),
    ("DROP_AMENDMENT", "approved", set()),
    ("DROP_AMENDMENT", "returned", set()),
    ("CLOSE", "approved", OFFICE),
    ("CLOSE", "draft", OFFICE),
    ("CLOSE", "submitted", OFFICE),
    ("CLOSE", "returned", OFFICE),
    ("REOPEN", "approved", set()),
    ("REOPEN", "closed", OFFICE),
    ("PROPOSE_REGIONAL", "regional", OFFICE),
    ("PUT_IN_FORCE", "regional", set()),
    ("PUT_IN_FORCE", "proposed regional", {"regional_manager"}),
    ("OPEN_REVIEW", "planned review", OFFICE),
    ("CLOSE_REVIEW", "review", OFFICE),
    ("SUBMIT_ANSWERS", "sheet", {"kh_lead"}),
    ("CLOSE_ANSWERS", "submitted sheet", OFFICE),
    ("REOPEN_ANSWERS", "submitted sheet", OFFICE),
    ("REOPEN_ANSWERS", "closed sheet", OFFICE),
    ("RELEASE", "edition for others", OFFICE),
    ("TRY_AGAIN", "edition", set()),
    ("TRY_AGAIN", "failed edition", OFFICE),
    ("AGREE", "open plan", OFFICE),
    ("ENDORSE", "open plan", set()),
    ("ENDORSE", "agreed plan", OFFICE),
    ("SUPERSEDE", "endorsed plan", OFFICE),
)


def things(office: Office) -> dict[str, Any]:
    """What the two tables above ask about, by their words."""
    plans = {"draft": DRAFT, "submitted": SUBMITTED, "approved": APPROVED, "returned": RETURNED}
    found: dict[str, Any] = {name: office.plan(year) for name, year in plans.items()}
    sheet = CountryReview.objects.get(pk=office.keys["sheet"])
    regional = office.plan(DRAFT, "regional")
    proposed = office.plan(DRAFT, "regional")
    proposed.status = "submitted"
    proposed.submitted_by_id = office.world.seats["regional_office"].user_id
    of_record = office.plan(DRAFT, "regional")
    of_record.of_record_id = office.plan(APPROVED).of_record_id
    closed = office.plan(APPROVED)
    closed.status = "closed"
    amendment = office.plan(APPROVED)
    amendment.status = "draft"
    changed = amendment.activities.get(number=1)
    changed.title, changed.workplan = "Another", amendment
    editions = AnnualReport.objects.all()

    def in_state(model: Any, key: int, status: str) -> Any:
        row = model.objects.get(pk=key)
        row.status = status
        return row

    def asked_of(status: str) -> models.Contribution:
        supports = models.Contribution.objects.select_related("activity__workplan__taskforce__country")
        return supports.get(activity__workplan=office.plan(DRAFT), status=status)

    free = ActionPlan.objects.get(code="spa-open")
    return found | {
        "account": office.world.seats["kh_member"].user,
        "account of the office": office.world.seats["regional_office"].user,
        "closed": closed,
        "amendment": amendment,
        "changed line": changed,
        "regional": regional,
        "proposed regional": proposed,
        "regional of record": of_record,
        "asked support": asked_of("asked"),
        "offered support": asked_of("offered"),
        "accepted support": asked_of("accepted"),
        "thread": models.Comment.objects.get(key=THREADS[DRAFT]),
        "thread of a partner": models.Comment(
            workplan=office.plan(DRAFT),
            audience=TalkAudience.PARTNER,
            partner=office.world.seats["iom"].partner,
        ),
        "reason of a return": models.Comment.objects.get(decision__isnull=False),
        "opening": models.Opening(workplan=office.plan(DRAFT), partner=office.world.seats["ilo"].partner),
        "draft line": office.plan(DRAFT).activities.get(number=1),
        "withdrawn line": office.plan(DRAFT).activities.get(number=4),
        "line withdrawn before the return": office.plan(RETURNED).activities.get(number=4),
        "approved line": office.plan(APPROVED).activities.get(number=1),
        "returned line": office.plan(RETURNED).activities.get(number=1),
        "standing line": office.plan(RETURNED).activities.get(number=3),
        "participation": models.Participation.objects.get(taskforce__slug="kh"),
        "taskforce": office.keys["kh"],
        "taskforce object": models.Taskforce.objects.get(slug="kh"),
        "region": regional.taskforce,
        "secretariat": None,
        "sheet": sheet,
        "submitted sheet": in_state(CountryReview, sheet.pk, "submitted"),
        "closed sheet": in_state(CountryReview, sheet.pk, "closed"),
        "regional sheet": CountryReview.objects.get(review=sheet.review, taskforce__slug="regional"),
        "review": sheet.review,
        "planned review": Review.objects.get(stage=ReviewStage.SOM),
        "meeting": Meeting.objects.get(slug="som-9"),
        "addressee": RecommendationAddressee.objects.get(),
        "regional addressee": RecommendationAddressee(taskforce=regional.taskforce),
        "edition": editions.get(audience=Audience.SECRETARIAT),
        "edition for others": editions.get(audience=Audience.TASKFORCES),
        "failed edition": in_state(AnnualReport, editions.get(audience=Audience.SECRETARIAT).pk, "failed"),
        "open plan": free,
        "agreed plan": in_state(ActionPlan, free.pk, "agreed"),
        "endorsed plan": in_state(ActionPlan, free.pk, "endorsed"),
    }
