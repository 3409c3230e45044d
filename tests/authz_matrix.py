"""The office of docs/authorization.toml, which says who may do what, and the rows of that document."""

import logging
import tomllib
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
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver
from django.utils.timezone import localdate

from commit_portal.files.spreadsheets import Sheet
from commit_portal.i18n import message, to_plain
from commit_portal.models import Fault, Mail, User
from commit_portal.statuses import MailCode, MailState
from commit_portal.workflow import MACHINE, fingerprint, record_event
from reporting import models as reporting
from reporting.editions.actions import ask_for_edition
from reporting.evidence.permissions import ticks_of
from reporting.meetings.queries import Delegation, Person
from reporting.printed.actions import ask_for_form, ask_for_list
from reporting.report.printed_list import FrozenList
from reporting.statuses import MeetingKind, ReportStatus, ReviewStage, ReviewStatus
from spa.budget_table import figures_of, mark_of
from spa.models import ActionPlan, Area, BudgetFigure, Target
from tests import cast, modules
from workplans import models
from workplans.book.lists import PARTNERS
from workplans.deciding.actions import record_decision
from workplans.drafting.actions import withdraw_activity
from workplans.funding.actions import allot
from workplans.funding.queries import approved_lines, mark_of as mark_of_funding
from workplans.ministries.actions import ask_ministries, record_for_ministry
from workplans.ministries.queries import content_mark, content_of_plan
from workplans.plan.versions import asked_mark, decision_text_mark
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
from workplans.years.actions import mark_of_plans, mark_of_steps

SAID = tomllib.loads((modules.BASE / "docs" / "authorization.toml").read_text(encoding="utf-8"))
# What each year holds is said there.
DRAFT, SUBMITTED, APPROVED, RETURNED = YEARS = 2011, 2012, 2013, 2014
# The address of a delegate of Cambodia, whom its lead invites.
DELEGATE = "quoll@example.org"
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
    office = Office(world, keys={"digest": "5f" * 32})
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
    cast.decided(returned, line, by=seats["kh_desk"], reason="Say less")
    _open_plan()
    _reviews(office)
    _meeting(office)
    _grant(office)
    _editions(office)
    _mail(office)
    make_form(office.plan(APPROVED), by=seats["kh_lead"])
    office.keys["list"] = make_list(by=seats["ilo"]).pk
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
        "plans_mark": mark_of_plans(world.cycle),
        "partner_mark": PARTNERS.mark_of(models.Partner.objects.get(acronym="IOM")),
        "steps_mark": mark_of_steps(world.cycle, world.seats["regional_office"]),
        "budget_mark": mark_of(figures_of(ActionPlan.objects.get(code="spa-test"), "areas")),
        "content_mark": content_mark(content_of_plan(office.plan(DRAFT))),
        "submitted_mark": content_mark(content_of_plan(office.plan(SUBMITTED))),
        "justice": models.Ministry.objects.get(name="Justice").pk,
        "thread": THREADS[DRAFT],
        "national": list(models.Taskforce.objects.national().values_list("pk", flat=True)),
        "part_mark": asked_mark(office.plan(DRAFT, "regional").activities.get()),
        "decision_mark": decision_text_mark("return", "Say more"),
        "last_day": f"31 Dec {cast.LATER.year}",
        "today": f"{localdate():%d %b %Y}",
        "day_before": f"30 Dec {cast.LATER.year}",
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
    cast.another_plan(98, 2014, 2016, targets=1, code="spa-open")
    other = ActionPlan.objects.get(code="spa-test")
    days = {"starts_on": date(2010, 1, 1), "ends_on": date(2010, 12, 31)}
    models.AnnualCycle.every.create(year=2010, plan=other, is_loaded=True, **days)
    for heading in ("areas", "meetings", "travel"):
        figure = {"year": 2013, "amount": 90_000, "source": "A letter", "remark": "Two meetings"}
        BudgetFigure.objects.create(plan=other, heading=heading, **figure)


def _reviews(office: Office) -> None:
    plan = office.plan(APPROVED)
    taskforces = models.Taskforce.objects.all()
    for stage, status in ((ReviewStage.MID_YEAR, ReviewStatus.OPEN), (ReviewStage.SOM, ReviewStatus.PLANNED)):
        review = reporting.Review.objects.create(cycle=plan.cycle, stage=stage)
        if status == ReviewStatus.OPEN:
            review.status, review.opened_at = status, cast.NOW
            review.opened_by = office.world.seats["regional_office"].user
            review.save()
            for taskforce in taskforces:
                reporting.CountryReview.objects.create(
                    review=review,
                    taskforce=taskforce,
                    version=plan.of_record if taskforce.slug == "kh" else None,
                )
    sheet = reporting.CountryReview.objects.get(review__stage=ReviewStage.MID_YEAR, taskforce__slug="kh")
    closed = _closed_round(sheet, by=office.world.seats["kh_lead"])
    for line in plan.activities.all():
        answer = reporting.ActivityProgress.objects.create(
            sheet=sheet,
            activity=line,
            status="under_way",
            spent_secretariat=Decimal(5),
            spent_partners=Decimal(51_238),
            narrative="Held",
        )
        reporting.PartnerSpending.objects.create(
            progress=answer, partner=models.Partner.objects.get(name="UNICEF"), amount=Decimal(51_238)
        )
    target = office.world.plan.areas.get(code="1").targets.get(code="1.T1")
    reporting.TargetStatus.objects.create(
        sheet=sheet, target=target, status="in_progress", narrative="Going on"
    )
    asked = {"asked_at": cast.NOW, "asked_by": office.world.seats["kh_desk"].user}
    reporting.Question.objects.create(sheet=sheet, number=1, target=target, text="Which law?", **asked)
    answered = asked | {"answered_at": cast.NOW, "answered_by": office.world.seats["kh_lead"].user}
    line = plan.activities.get(number=3)
    reporting.Question.objects.create(
        sheet=sheet, number=2, activity=line, text="When?", reply="In March", **answered
    )
    shown = {"sheet": sheet, "activity": plan.activities.get(number=1), "at": cast.NOW, "kind": "pdf"}
    shown |= {"by": office.world.seats["kh_officer"].user, "title": "Report", "name": "report.pdf"}
    reporting.ActivityProgress.objects.create(sheet=closed, activity=shown["activity"], status="under_way")
    for word in ("shown", "asked"):
        path = storages["evidence"].save(f"evidence/{word}.pdf", ContentFile(b"%PDF"))
        found = [{"what": "phone", "kind": "page", "part": "", "number": 1, "shown": "01••78", "more": 0}]
        waits = {"awaits_answer": True, "found": found} if word == "asked" else {}
        office.keys[f"{word}_file"] = reporting.Evidence.objects.create(path=path, **shown, **waits).pk
    ticked = shown | {"sheet": closed, "sha256": office.keys["digest"], "shown_to": [Audience.SECRETARIAT]}
    office.keys["ticks"] = ticks_of([reporting.Evidence.objects.create(path=path, **ticked)])
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


def _closed_round(sheet: reporting.CountryReview, *, by: models.Seat) -> reporting.CountryReview:
    """The answers of this sheet were closed once, and were opened again."""
    reporting.CountryReview.objects.filter(pk=sheet.pk).update(round=2, reopened_because="A correction")
    days = {"submitted_at": cast.NOW, "answered_on": cast.NOW.date(), "closed_at": cast.NOW}
    return reporting.CountryReview.objects.create(
        review=sheet.review,
        taskforce=sheet.taskforce,
        version=sheet.version,
        status="closed",
        submitted_by=by.user,
        **days,
    )


def _meeting(office: Office) -> None:
    meeting = reporting.Meeting.objects.create(slug="som-9", venue="Vientiane", planned_from=date(2013, 9, 1))
    reporting.MeetingPart.objects.create(meeting=meeting, kind=MeetingKind.SOM, number=9)
    path = storages["evidence"].save("evidence/agenda.pdf", ContentFile(b"%PDF"))
    who = {"at": cast.NOW, "by": office.world.seats["regional_office"].user}
    paper = {"meeting": meeting, "what": "agenda", "kind": "pdf", "name": "agenda.pdf", "size": 4}
    office.keys["paper"] = reporting.MeetingPaper.objects.create(path=path, **paper, **who).pk
    to_come = reporting.Meeting.objects.create(slug="som-90", planned_from=date(2099, 9, 1))
    reporting.MeetingPart.objects.create(meeting=to_come, kind=MeetingKind.SOM, number=90)
    delegate = {"name": "A delegate", "email": DELEGATE}
    for of in (meeting, to_come):
        of.delegates.create(taskforce=models.Taskforce.objects.get(slug="kh"), **delegate)
    asked = reporting.Recommendation.objects.create(meeting=meeting, number=1, text="Train more")
    addressee = reporting.RecommendationAddressee.objects.create(
        recommendation=asked, taskforce=models.Taskforce.objects.get(slug="kh")
    )
    office.keys |= {"nobody_seen": fingerprint(()), "delegates_seen": fingerprint((Person(**delegate),))}
    office.keys |= {"meeting": meeting.pk, "recommendation": asked.pk, "addressee": addressee.pk}


def _grant(office: Office) -> None:
    """A grant of the IOM, which pays a part of Cambodia's approved line."""
    world, plan = office.world, office.plan(APPROVED)
    of = {"partner": world.seats["iom"].partner, "plan": world.plan, "amount": Decimal(31_239)}
    of |= {"starts_on": date(2011, 1, 1), "ends_on": date(2014, 12, 31), "no_countries": ["mm"]}
    grant = models.Grant.objects.create(title="A kiwi grant", original="NOK 90,000 for kiwis", **of)
    line, by = approved_lines(version__workplan=plan).get(), world.seats["regional_office"]
    allot(plan, line=line, grant=grant, amount=Decimal(21_239), by=by, now=cast.NOW)
    spare = models.Grant.objects.create(title="A second kiwi grant", **of)
    office.keys |= {"grant": grant.pk, "spare_grant": spare.pk, "paid_line": line.activity_id}
    office.keys |= {"funding_mark": mark_of_funding(plan)}


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
    office.keys["failed_mail"] = mail.pk
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
        reporting.AnnualReport.objects.filter(pk=asked.pk).update(
            status=ReportStatus.READY, started_at=cast.NOW, made_at=cast.NOW, **names
        )


def make_form(plan: models.Workplan, *, by: models.Seat) -> reporting.PrintedForm:
    """The form of the approved version, or of a draft. Its files hold all that it prints, as text."""
    form = ask_for_form(plan, plan.of_record, by=by, now=cast.NOW)
    names = {
        name: default_storage.save(f"forms/{form.pk}.{kind}", ContentFile(form.dataset.encode()))
        for name, kind in (("pdf", "pdf"), ("workbook", "xlsx"))
    }
    reporting.PrintedForm.objects.filter(pk=form.pk).update(
        status=ReportStatus.READY, started_at=cast.NOW, made_at=cast.NOW, **names
    )
    return form


# The figures of a list.
LIST = FrozenList("Support", "Of years.", {}, False, (Sheet("List", ["Year"], [["2013"]]),))


def make_list(*, by: models.Seat) -> reporting.PrintedList:
    """A list that a seat asked for, ready. Its files hold all that it prints, as text."""
    found = ask_for_list(LIST, page="/support/", query="", by=by, now=cast.NOW)
    named = default_storage.save(f"lists/{found.pk}.pdf", ContentFile(found.dataset.encode()))
    made = {"status": ReportStatus.READY, "made_at": cast.NOW, "pdf": named, "workbook": named}
    reporting.PrintedList.objects.filter(pk=found.pk).update(**made)
    return found


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


def signed_in(world: cast.World, column: str, **how: Any) -> Client:
    """A browser of a column. A fault of the portal is answered there, and not raised."""
    how = {"raise_request_exception": False, **how}
    return Client(**how) if column == "anonymous" else cast.signed_in(world.seats[column].user, **how)


def everybody(world: cast.World) -> dict[str, Client]:
    """A browser of each column."""
    return {column: signed_in(world, column) for column in COLUMNS}


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


def _rows(
    how: str,
    address: str,
    answers: str,
    data: dict[str, Any] | None = None,
    query: dict[str, Any] | None = None,
) -> Iterator[Row]:
    """What a row of the document says of each method. Numbers in an address are numbers, unless they begin with 0."""
    name, *words = address.split()
    values = (int(word) if word.isdecimal() and word[0] != "0" else word for word in words)
    parts = dict(zip(_CONVERTERS[name], values, strict=True))
    for method, cells in _of_methods(how, SAID["answers"].get(answers, answers)):
        yield Row(name, method, parts, cells, (data or {}) if method == "post" else {}, query or {})


def _of_methods(how: str, cells: str) -> Iterator[tuple[str, str]]:
    """What each method is answered; the document says what is meant by a page, a button and a step."""
    not_allowed = SAID["answers"]["no_method"].partition(" | ")[2]
    anonymous, _, others = cells.partition(" | ")
    match how:
        case "page":
            yield from (("get", cells), ("post", f"403 | {not_allowed}"))
        case "button":
            yield from (("get", f"302 | {not_allowed}"), ("post", cells))
        case "step":
            assert anonymous == "302", cells
            yield from (("get", cells), ("post", f"403 | {others.replace('200', '302')}"))
        case _:
            yield how, cells


def _seats(words: str) -> set[str]:
    """The seats that words name, by groups or by themselves."""
    groups = SAID["groups"]
    return {seat for word in words.split() for seat in (_seats(groups[word]) if word in groups else {word})}


def _asked(table: str) -> Iterator[tuple[str, str, set[str]]]:
    """Function, what it is asked about (of Cambodia), who is allowed. "" asks about nothing but the seat."""
    for name, said in SAID[table].items():
        for thing, words in said.items() if isinstance(said, dict) else [("", said)]:
            yield name, thing, _seats(words)


_CONVERTERS = addresses()
ROWS = tuple(row for said in SAID["rows"] for row in _rows(*said))
PERMISSIONS = tuple(_asked("permissions"))
TRANSITIONS = tuple(_asked("transitions"))


def things(office: Office) -> dict[str, Any]:
    """What the two tables above ask about, by their words."""
    plans = {"draft": DRAFT, "submitted": SUBMITTED, "approved": APPROVED, "returned": RETURNED}
    found: dict[str, Any] = {name: office.plan(year) for name, year in plans.items()}
    sheet = reporting.CountryReview.objects.get(pk=office.keys["sheet"])
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
    editions = reporting.AnnualReport.objects.all()

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
        "submitted sheet": in_state(reporting.CountryReview, sheet.pk, "submitted"),
        "closed sheet": in_state(reporting.CountryReview, sheet.pk, "closed"),
        "regional sheet": reporting.CountryReview.objects.get(
            review=sheet.review, taskforce__slug="regional"
        ),
        "review": sheet.review,
        "planned review": reporting.Review.objects.get(stage=ReviewStage.SOM),
        "meeting": reporting.Meeting.objects.get(slug="som-9"),
        "delegation": Delegation(reporting.Meeting(), models.Taskforce.objects.get(slug="kh")),
        "regional delegation": Delegation(reporting.Meeting(), regional.taskforce),
        "delegation of a partner": Delegation(reporting.Meeting(), models.Partner.objects.get(acronym="ILO")),
        "addressee": reporting.RecommendationAddressee.objects.get(),
        "regional addressee": reporting.RecommendationAddressee(taskforce=regional.taskforce),
        "edition": editions.get(audience=Audience.SECRETARIAT),
        "edition for others": editions.get(audience=Audience.TASKFORCES),
        "failed edition": in_state(
            reporting.AnnualReport, editions.get(audience=Audience.SECRETARIAT).pk, "failed"
        ),
        "open plan": free,
        "agreed plan": in_state(ActionPlan, free.pk, "agreed"),
        "endorsed plan": in_state(ActionPlan, free.pk, "endorsed"),
    }
