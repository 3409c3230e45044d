"""The printed form: who may ask for which, what is frozen for whom, and the pages of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.utils import timezone
from openpyxl import load_workbook

from commit_portal.i18n import message, money, to_plain
from commit_portal.models import User
from commit_portal.refusals import Refused
from commit_portal.workflow import events_about, may_walk
from reporting.dataset.printed_form import FormStage, PartnersShown, SignedForm, given_by_partners
from reporting.dataset.serialization import to_json
from reporting.models import PrintedForm
from reporting.models.jobs import partners_shown_to
from reporting.printed import tasks
from reporting.printed.actions import ask_for_form
from reporting.printed.lifecycle import MAKE_AGAIN
from reporting.printed.permissions import may_download_form, may_make_again, may_print
from reporting.report.pdf import form_html
from reporting.report.printed_form import write_form
from reporting.report_text.printed_form import technical_rows
from reporting.statuses import ReportStatus
from tests import cast
from tests.replayed import replayed
from tests.reporting.editions.test_pages import download
from workplans.consultation.actions.needs import meet_need
from workplans.consultation.actions.openings import open_draft
from workplans.consultation.queries import needs_with_support
from workplans.drafting.actions import withdraw_activity
from workplans.ministries.actions import ask_ministries, record_for_ministry
from workplans.ministries.queries import content_mark, content_of_plan
from workplans.models import Ministry, Partner, Seat, SigningBody, Workplan, WorkplanVersion
from workplans.plan.queries import plans_at_a_glance
from workplans.plan.visibility import Reader
from workplans.releasing.actions import end_release, release_workplan
from workplans.statuses import (
    RELEASE_AUDIENCES,
    Audience,
    ContributionKind,
    ContributionStatus,
    Funding,
    PartnerKind,
    Role,
)
from workplans.submitting.actions import amend_workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
PRINT = "/2011/kh/print/"


@pytest.fixture
@replayed
def drafted(kh_plan: Workplan, kh_officer: Seat, ilo: Seat, iom: Seat) -> Workplan:
    """A line with two partners' accepted support and an offer, one in reserve, one withdrawn, one not paid for."""
    line = cast.complete_line(kh_plan, title="Course", secretariat_cost=Decimal(8_000))
    unicef = Partner.objects.create(name="UNICEF", kind=PartnerKind.UN, position=9)
    cast.support(line, ilo.partner, ContributionStatus.ACCEPTED, by=ilo, amount=Decimal(4_000), what="Fees")
    in_kind = {"kind": ContributionKind.IN_KIND, "what": "Two trainers"}
    cast.support(line, unicef, ContributionStatus.ACCEPTED, by=ilo, **in_kind)
    cast.support(line, iom.partner, ContributionStatus.OFFERED, by=iom, amount=Decimal(31_236))
    cast.complete_line(kh_plan, title="Waits", funding=Funding.RESERVE)
    gone = cast.complete_line(kh_plan, title="Gone")
    withdraw_activity(gone, by=kh_officer, now=cast.NOW)
    none = {"secretariat_cost": Decimal(0), "funding": Funding.NONE}
    cast.complete_line(kh_plan, title="Own money", **none)
    return kh_plan


@pytest.fixture
def approved(drafted: Workplan) -> WorkplanVersion:
    cast.approved(drafted)
    drafted.refresh_from_db()
    version = drafted.of_record
    assert version is not None
    return version


def figures(plan: Workplan, version: WorkplanVersion | None, by: Seat) -> SignedForm:
    return ask_for_form(plan, version, by=by, now=cast.NOW).frozen()


def finish(form: PrintedForm) -> PrintedForm:
    """A form with files that were not rendered."""
    now = timezone.now()
    form.pdf.save("f.pdf", ContentFile(b"%PDF-1.7 test %%EOF"), save=False)
    form.workbook.save("f.xlsx", ContentFile(b"PK test"), save=False)
    form.status, form.made_at, form.started_at = ReportStatus.READY, now, now - timedelta(seconds=3)
    form.pages, form.pdf_size, form.workbook_size = 1, 41_000, 9_000
    form.save()
    return form


def main_of(answer: HttpResponse) -> str:
    """What a page says between its head and its foot."""
    return answer.text.partition("<main")[2].partition("</main>")[0]


def test_a_draft_prints_what_is_put_forward_with_accepted_support(drafted, kh_officer):
    form = figures(drafted, None, kh_officer)

    assert (form.stage, form.version, form.place.name) == (FormStage.DRAFT, None, "Cambodia")
    assert [line.title for line in form.lines()] == ["Course", "Own money"]
    course, own = form.lines()
    assert (course.cost, own.cost, own.is_asked) == (Decimal(8_000), Decimal(0), False)
    assert [(gift.partner, gift.amount, gift.what) for gift in course.supports] == [
        ("ILO", Decimal(4_000), "Fees"),
        ("UNICEF", None, "Two trainers"),
    ]
    assert form.needs == ()


def test_pages_count_the_accepted_support_that_a_draft_prints(drafted, kh_officer, kh_desk, iom, officer):
    """CO-5. Support of a line in reserve, or of a withdrawn one, is in no sum of the plan."""
    for title, amount in (("Waits", 700), ("Gone", 90)):
        line = drafted.activities.get(title=title)
        cast.support(line, iom.partner, ContributionStatus.ACCEPTED, by=iom, amount=Decimal(amount))
    counted, reserve = money(given_by_partners(figures(drafted, None, kh_officer).lines())), "700"
    office = Reader(kh_desk.role, kh_desk.taskforce_id, None, cast.NOW)

    plan, consultation = (officer.get(f"/2011/kh/{page}").text for page in ("", "consultation/"))

    assert counted == "4,000"
    assert f"<dt>Accepted support from partners, US$</dt><dd>{counted}</dd>" in plan
    assert f"<dt>Accepted support from partners, US$</dt><dd>{counted}</dd>" in consultation
    for page in (plan, consultation):
        assert (
            f"<dt>Accepted support for activities in reserve, not counted, US$</dt><dd>{reserve}</dd>" in page
        )
    assert money(plans_at_a_glance(drafted.cycle, office).get(pk=drafted.pk).partners_accepted) == counted


def test_the_form_says_of_each_technical_need_who_meets_it(kh_plan, kh_officer, kh_desk, ilo):
    needs = ("A trainer", "A room", "A statistician")
    line = cast.complete_line(kh_plan, needs=needs)
    trainer = line.technical_needs.get(what="A trainer")
    in_kind = {"kind": ContributionKind.IN_KIND, "what": "Two trainers", "need": trainer}
    cast.support(line, ilo.partner, ContributionStatus.ACCEPTED, by=ilo, **in_kind)
    meet_need(line, "A room", by=kh_desk, now=cast.NOW)
    told = [("A trainer", ("ILO",), False), ("A room", (), True), ("A statistician", (), False)]

    drafted = figures(kh_plan, None, kh_officer)
    plan = cast.approved(kh_plan)
    approved = figures(plan, plan.of_record, kh_officer)

    for form in (drafted, approved):
        assert [(need.what, need.met_by, need.by_secretariat) for need in form.needs] == told


@pytest.mark.parametrize("name", ["iom", "observer"])
def test_the_form_tells_no_outsider_which_partner_meets_a_need(world, kh_plan, ilo, name):
    """CO-12: which need a partner meets says what it gives."""
    line = cast.complete_line(kh_plan, needs=("A trainer",))
    in_kind = {"kind": ContributionKind.IN_KIND, "what": "Two trainers", "need": line.technical_needs.get()}
    cast.support(line, ilo.partner, ContributionStatus.ACCEPTED, by=ilo, **in_kind)
    plan = cast.approved(kh_plan)
    cast.released(plan, Audience.PARTNERS, Audience.OBSERVERS)
    reader = world.seats[name]

    form = figures(plan, plan.of_record, reader)

    assert [(need.met_by, need.is_met) for need in form.needs] == [((), True)]
    frozen = plan.of_record.lines.get()
    assert [(need.partners, need.is_met) for need in needs_with_support(reader, frozen)] == [((), True)]


def test_an_approved_version_prints_its_own_lines_while_the_draft_goes_on(
    drafted, approved, kh_officer, kh_lead
):
    before = figures(drafted, approved, kh_officer)
    amend_workplan(drafted, note="Prices rose", by=kh_lead, now=cast.NOW)
    amended = Workplan.objects.get(pk=drafted.pk)
    cast.complete_line(amended, title="Later")

    assert figures(drafted, approved, kh_officer) == before
    assert (before.stage, before.version) == (FormStage.APPROVED, approved.number)
    assert [(line.title, line.decision) for line in before.lines()] == [
        ("Course", "approved"),
        ("Own money", "noted"),
    ]
    assert before.agreed_on == date(2011, 1, 20)
    assert "Later" in [line.title for line in figures(amended, None, kh_officer).lines()]


def test_a_submitted_version_is_not_approved(drafted, kh_lead):
    cast.submitted(drafted)

    form = figures(drafted, drafted.versions.get(), kh_lead)

    assert form.stage is FormStage.SUBMITTED
    assert [line.title for line in form.lines()] == ["Course", "Own money"]
    assert {line.decision for line in form.lines()} == {""}


def test_bodies_that_sign_are_printed_in_their_order(drafted, kh_officer):
    for position, name in ((2, "the Ministry of Justice"), (1, "the National Committee")):
        SigningBody.objects.create(taskforce=drafted.taskforce, name=name, position=position)

    signing = figures(drafted, None, kh_officer).signatories

    assert [body.name for body in signing] == ["the National Committee", "the Ministry of Justice"]


def test_partners_and_observers_read_names_without_amounts(drafted, approved, seats):
    cast.released(drafted, *RELEASE_AUDIENCES)

    outside = {name: figures(drafted, approved, seats[name]) for name in ("ilo", "iom", "observer")}
    inside = {name: figures(drafted, approved, seats[name]) for name in ("lao_officer", "regional_office")}

    for form in outside.values():
        gifts = [gift for line in form.lines() for gift in line.supports]
        assert [(gift.partner, gift.is_money, gift.amount, gift.what) for gift in gifts] == [
            ("ILO", None, None, ""),
            ("UNICEF", None, None, ""),
        ]
    for form in inside.values():
        assert sum(gift.amount or 0 for line in form.lines() for gift in line.supports) == 4_000
    # All of one kind read one and the same form.
    assert PrintedForm.objects.count() == 2


def test_a_partner_prints_no_draft_that_is_open_to_it(client, drafted, kh_lead, iom):
    """CO-12: a form of a draft has the amounts of all partners."""
    open_draft(drafted, iom.partner, cast.LATER, by=kh_lead, now=cast.NOW)
    ask_for_form(drafted, None, by=kh_lead, now=cast.NOW)
    PrintedForm.objects.update(asked_by=iom.user)
    client.force_login(iom.user)

    with pytest.raises(Refused, match="Partners can print a workplan after its approval"):
        ask_for_form(drafted, None, by=iom, now=cast.NOW)

    assert not PrintedForm.objects.visible_to(iom).exists()
    assert client.get(PRINT).status_code == 403
    assert PRINT not in client.get("/2011/kh/").text


def test_reserve_is_named_to_the_taskforce_and_the_secretariat_alone(drafted, kh_officer, kh_desk):
    """An approved version has none. What is withdrawn is not named."""
    drafts = [figures(drafted, None, seat) for seat in (kh_officer, kh_desk)]
    plan = cast.approved(drafted)
    sent = figures(plan, plan.versions.get(number=1), kh_desk)
    approved = figures(plan, plan.of_record, kh_officer)

    named = [[line.title for line in form.reserve] for form in (*drafts, sent, approved)]
    assert named == [["Waits"], ["Waits"], ["Waits"], []]
    assert "In reserve, not in the totals" in form_html(sent, as_of=cast.NOW, digest="d" * 64)
    assert "reserve" not in to_json(approved)


def test_support_that_meets_a_need_is_printed_beside_it(kh_plan, kh_officer, ilo):
    line = cast.complete_line(kh_plan, needs=("A trainer", "A room"))
    need = line.technical_needs.get(what="A trainer")
    in_kind = {"kind": ContributionKind.IN_KIND, "what": "A trainer for ten days", "need": need}
    cast.support(line, ilo.partner, ContributionStatus.ACCEPTED, by=ilo, **in_kind)
    draft = figures(kh_plan, None, kh_officer)
    plan = cast.approved(kh_plan)

    for form in (draft, figures(plan, plan.of_record, kh_officer)):
        assert technical_rows(form) == [
            (line.code, "A trainer", "A trainer for ten days", "ILO"),
            (line.code, "A room", "", "nobody yet"),
        ]


def test_a_form_of_the_draft_is_read_by_its_asker_alone(drafted, kh_officer, kh_lead, kh_desk):
    """It holds the draft of its moment: a desk to which the draft opens later does not read what was before."""
    form = ask_for_form(drafted, None, by=kh_officer, now=cast.NOW)

    readers = [seat for seat in (kh_officer, kh_lead, kh_desk) if may_download_form(seat, finish(form))]

    assert readers == [kh_officer]
    assert may_download_form(kh_lead, form).reason == "You cannot read this form. Make your own form."
    assert not PrintedForm.objects.visible_to(None).exists()


@pytest.mark.parametrize("word", ["yes", "no"])
def test_who_moves_to_the_desk_no_longer_reads_the_word_of_ministries(
    drafted, kh_officer, kh_lead, kh_member, client, word
):
    """What the ministries say stays in the taskforce: a form is read from the seat, not by the person."""
    ministry = Ministry.objects.create(taskforce=drafted.taskforce, name="Justice", position=1)
    Seat.objects.filter(pk=kh_member.pk).update(ministry=ministry)
    ask_ministries(drafted, [ministry], by=kh_lead, now=cast.NOW)
    seen = content_mark(content_of_plan(drafted))
    record_for_ministry(drafted, ministry, word, "Later", seen=seen, by=kh_lead, now=cast.NOW)
    form = finish(ask_for_form(drafted, None, by=kh_officer, now=cast.NOW))
    assert "Justice" in form.dataset
    assert may_download_form(kh_officer, form)
    client.force_login(kh_officer.user)
    assert "/print/pdf/" in main_of(client.get(f"{PRINT}?version=draft"))
    assert download(client, f"{PRINT}pdf/?version=draft").status_code == 200

    Seat.objects.filter(pk=kh_officer.pk).update(role=Role.DESK)
    moved = Seat.objects.get(pk=kh_officer.pk)

    assert not may_download_form(moved, form)
    assert download(client, f"{PRINT}pdf/?version=draft").status_code == 404
    assert "/print/pdf/" not in main_of(client.get(f"{PRINT}?version=draft"))
    own = finish(ask_for_form(drafted, None, by=moved, now=cast.NOW))
    assert may_download_form(moved, own)
    assert "Justice" not in own.dataset


def test_the_same_version_asked_twice_is_made_once(
    drafted, approved, kh_officer, regional_office, rung, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first = ask_for_form(drafted, approved, by=kh_officer, now=cast.NOW)
        again = ask_for_form(drafted, approved, by=regional_office, now=cast.NOW)

    assert first == again
    assert first.as_of == approved.made_at
    assert rung == [first.pk]
    assert [(event.verb, str(event)) for event in events_about(first)] == [
        ("print", "Asked the portal to make this form")
    ]


def test_a_newer_form_of_the_draft_takes_the_place_of_the_older_one(drafted, kh_officer, kh_lead):
    old = finish(ask_for_form(drafted, None, by=kh_officer, now=cast.NOW))
    others = finish(ask_for_form(drafted, None, by=kh_lead, now=cast.NOW))
    assert ask_for_form(drafted, None, by=kh_officer, now=cast.NOW) == old
    cast.complete_line(drafted, title="Another")

    new = ask_for_form(drafted, None, by=kh_officer, now=cast.NOW)

    assert set(PrintedForm.objects.all()) == {others, new}


def test_a_form_that_failed_says_why_and_is_made_again(client, drafted, kh_officer):
    form = ask_for_form(drafted, None, by=kh_officer, now=cast.NOW)
    failed = to_plain(message("failure.no_space"))
    PrintedForm.objects.filter(pk=form.pk).update(status="failed", attempts=3, failure=failed)
    client.force_login(kh_officer.user)
    page = client.get(PRINT).text
    assert "The server has no space left for the files." in page
    assert "Try again" in page

    again = ask_for_form(drafted, None, by=kh_officer, now=cast.NOW)

    again.refresh_from_db()
    assert (again.pk, again.status, again.attempts) == (form.pk, "queued", 0)
    assert [event.verb for event in events_about(form)] == ["make_again", "print"]
    reason = may_walk(again, MAKE_AGAIN, by=kh_officer).reason
    assert reason == "The portal is already making the files. Wait until they are ready."


def test_who_reads_the_draft_prints_it(drafted, world):
    prints = {name for name, seat in world.seats.items() if may_print(seat, drafted, None)}

    # Drafts are open to their desk from the beginning.
    assert prints == {"kh_officer", "kh_lead", "kh_member", "kh_desk"}


def test_who_reads_a_version_prints_it_and_nobody_else(drafted, approved, seats):
    release = release_workplan(drafted, Audience.PARTNERS, by=seats["kh_lead"], now=cast.NOW)
    prints = {name for name, seat in seats.items() if may_print(seat, drafted, approved)}
    form = ask_for_form(drafted, approved, by=seats["ilo"], now=cast.NOW)

    insiders = {"kh_officer", "kh_lead", "kh_member"}
    assert prints == {*insiders, "kh_desk", "lao_desk", "regional_office", "regional_manager", "ilo", "iom"}
    assert bool(may_make_again(seats["ilo"], form))
    end_release(release, by=seats["kh_lead"], now=cast.NOW)
    assert not may_make_again(seats["ilo"], form)
    assert not PrintedForm.objects.visible_to(seats["ilo"]).exists()
    with pytest.raises(Refused):
        ask_for_form(drafted, approved, by=seats["ilo"], now=cast.NOW)


def test_what_is_said_of_partners_follows_the_role(world):
    shown = {name: partners_shown_to(seat) for name, seat in world.seats.items()}

    assert {name for name, said in shown.items() if said is not PartnersShown.AMOUNTS} == {
        "ilo",
        "iom",
        "observer",
    }


def test_the_page_goes_from_not_made_over_waiting_to_files(client, drafted, kh_officer, rung):
    client.force_login(kh_officer.user)

    assert "The form is not made yet" in client.get(PRINT).text
    asked = client.post(f"{PRINT}make/?version=draft", follow=True)
    assert "Your request is in the queue" in asked.text
    assert asked.redirect_chain == [(f"{PRINT}?version=draft", 302)]
    assert download(client, f"{PRINT}pdf/?version=draft").status_code == 403
    finish(PrintedForm.objects.get())
    page = client.get(PRINT).text
    assert "1 page." in page
    assert "Make the form" not in page
    for kind, name in (("pdf", "draft.pdf"), ("xlsx", "draft.xlsx")):
        answer = download(client, f"{PRINT}{kind}/?version=draft")
        assert answer.status_code == 200
        assert f'filename="COMMIT Cambodia workplan 2011, {name}"' in answer["Content-Disposition"]
        assert "no-store" in answer["Cache-Control"]


def test_the_page_says_that_a_form_is_older_than_the_draft(client, drafted, kh_officer):
    client.force_login(kh_officer.user)
    finish(ask_for_form(drafted, None, by=kh_officer, now=cast.NOW))
    assert "has changed since" not in client.get(PRINT).text

    cast.complete_line(drafted, title="Another")

    page = client.get(PRINT).text
    assert "The workplan has changed since this form was made." in page
    assert "Make the form again" in page
    assert download(client, f"{PRINT}pdf/").status_code == 200


def test_the_page_offers_a_form_in_the_language_of_its_reader_alone(client, drafted, kh_officer, settings):
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]
    finish(ask_for_form(drafted, None, by=kh_officer, now=cast.NOW))
    client.force_login(kh_officer.user)
    for language, is_made in (("en", True), ("fr", False)):
        User.objects.filter(pk=kh_officer.user_id).update(language=language)
        assert ("The form is not made yet" not in client.get(PRINT).text) is is_made


def test_the_page_refreshes_while_the_form_is_made(client, drafted, kh_officer):
    client.force_login(kh_officer.user)
    form = ask_for_form(drafted, None, by=kh_officer, now=cast.NOW)
    PrintedForm.objects.filter(pk=form.pk).update(
        status="rendering",
        token="t",
        lease_until=timezone.now(),
        started_at=timezone.now(),
        step=3,
        progress=20,
    )

    part = client.get(f"{PRINT}?version=draft", headers={"hx-request": "true"})
    finish(PrintedForm.objects.get())
    over = client.get(f"{PRINT}?version=draft", headers={"hx-request": "true"})

    assert "laying out the pages" in part.text
    assert "<html" not in part.text
    assert over["HX-Refresh"] == "true"


def test_an_approved_plan_offers_its_version_first(client, drafted, approved, kh_officer, ilo, kh_lead):
    client.force_login(kh_officer.user)
    page = client.get(PRINT).text
    assert "<h3>Version 2, approved</h3>" in page
    assert "Version 1, submitted</a>" in page
    assert "The current draft" not in page

    release_workplan(drafted, Audience.PARTNERS, by=kh_lead, now=cast.NOW)
    client.force_login(ilo.user)
    page = client.get(PRINT).text
    assert "<h3>Version 2, approved</h3>" in page
    assert "Version 1" not in page
    assert "draft" not in page.split("What you can print")[1].split("</section>")[0]


def test_a_version_beside_which_a_line_was_returned_says_so_to_who_reads_the_rounds(
    client_of, drafted, world, tmp_path, kh_lead, kh_desk
):
    cast.submitted(drafted, by=kh_lead)
    course = drafted.activities.get(title="Course")
    cast.decided(drafted, course, by=kh_desk, reason="Say where.")
    version = world.workplan("kh").of_record
    release_workplan(world.workplan("kh"), Audience.TASKFORCES, by=kh_lead, now=cast.NOW)
    said = f"The Secretariat returned activity {course.code} for changes. It is not in the approved version."

    told = ask_for_form(version.workplan, version, by=kh_lead, now=cast.NOW)
    write_form(told.frozen(), tmp_path / "form.xlsx", as_of=cast.NOW, digest=told.digest)
    about = load_workbook(tmp_path / "form.xlsx")["About"].values
    untold = ask_for_form(version.workplan, version, by=world.seats["lao_officer"], now=cast.NOW)

    assert said in form_html(told.frozen(), as_of=cast.NOW, digest=told.digest)
    assert ("Returned for changes", said) in about
    assert course.code not in untold.dataset
    pages = {name: client_of(world.seats[name]).get(f"{PRINT}?version=2") for name in world.seats}
    assert {name for name, page in pages.items() if said in page.text} == {
        *("kh_officer", "kh_lead", "kh_member", "kh_desk", "regional_office", "regional_manager")
    }
    assert "Version 2, approved" in pages["lao_officer"].text
    # Where it is only offered, too.
    offered = client_of(kh_lead).get(PRINT).text
    assert (said in offered, "Version 2, approved</a>" in offered) == (True, True)
    readers = {
        name for name, seat in world.seats.items() if PrintedForm.objects.visible_to(seat).contains(told)
    }
    assert readers == {name for name, page in pages.items() if said in page.text}


def test_only_a_plan_that_somebody_amends_has_a_draft_to_print(client, drafted, approved, kh_lead):
    client.force_login(kh_lead.user)
    assert client.post(f"{PRINT}make/?version=draft").status_code == 403
    assert (
        may_print(kh_lead, drafted, None).reason
        == "This workplan has no draft now, because nobody amends it. Print the approved version."
    )

    amend_workplan(drafted, note="Prices rose", by=kh_lead, now=cast.NOW)

    assert client.post(f"{PRINT}make/?version=draft").status_code == 302
    page = client.get(f"{PRINT}?version={approved.number}").text
    assert "The current draft</a>" in page


@pytest.mark.parametrize("version", ["1", "3", "x", "9" * 40, "-1", "2.0"])
def test_what_the_reader_cannot_read_is_not_there(client, drafted, approved, ilo, kh_lead, version):
    release_workplan(drafted, Audience.PARTNERS, by=kh_lead, now=cast.NOW)
    client.force_login(ilo.user)

    answers = [
        client.get(f"{PRINT}?version={version}"),
        client.post(f"{PRINT}make/?version={version}"),
        client.get(f"{PRINT}pdf/?version={version}"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


@pytest.mark.parametrize(("name", "status"), [("ilo", 403), ("iom", 404), ("observer", 404)])
def test_a_plan_that_is_not_released_has_no_form(client, drafted, world, name, status):
    """Who supports a line of it knows the plan, and is told that the draft is not open."""
    client.force_login(world.seats[name].user)

    assert client.get(PRINT).status_code == status
    assert client.post(f"{PRINT}make/").status_code == status
    assert not PrintedForm.objects.exists()


@pytest.mark.parametrize("state", ["draft", "approved"])
def test_the_page_asks_at_most_ten_queries_whatever_the_lines(
    client_of, kh_plan, kh_lead, kh_officer, state, django_assert_max_num_queries
):
    client, counts = client_of(kh_lead), []
    for more in (1, 2):
        for _line in range(more):
            line = cast.complete_line(kh_plan, needs=("A trainer",))
            partner = Partner.objects.create(name=f"P{line.pk}", kind=PartnerKind.UN, position=line.pk)
            cast.support(line, partner, ContributionStatus.ACCEPTED, by=kh_officer)
        if state == "approved":
            cast.approved(Workplan.objects.get(pk=kh_plan.pk))
        plan = Workplan.objects.select_related("cycle", "taskforce").get(pk=kh_plan.pk)
        ask_for_form(plan, plan.of_record, by=kh_lead, now=cast.NOW)
        client.get(PRINT)
        with django_assert_max_num_queries(10) as captured:
            text = client.get(PRINT).text
        assert "You asked the portal to make these files on" in text
        counts.append(len(captured))
        if state == "approved":
            amend_workplan(plan, note="More lines", by=kh_lead, now=cast.NOW)
    assert counts[0] == counts[1]


def test_beat_rings_again_for_a_form_whose_doorbell_was_lost(drafted, kh_officer, monkeypatch):
    form = ask_for_form(drafted, None, by=kh_officer, now=cast.NOW)
    PrintedForm.objects.update(queued_at=timezone.now() - timedelta(minutes=5))
    rung: list[int] = []
    monkeypatch.setattr(tasks.render_printed_form, "delay", rung.append)

    tasks.ring_for_waiting_forms()

    assert rung == [form.pk]


def test_submitted_version_is_offered_first_while_it_waits(drafted, lead):
    cast.submitted(drafted)

    choices = lead.get("/2011/kh/print/").text.split("What you can print")[1]

    first, second = choices.split("</section>")[0].split("<li>")[1:]
    assert '<strong aria-current="true">Version 1, submitted</strong>' in first
    assert "The current draft" in second


@pytest.mark.parametrize("address", ["/2011/kh/print/", "/2011/kh/versions/1/2/"])
def test_pages_of_a_plan_stand_under_workplans(address, drafted, lead):
    cast.approved(drafted)

    page = lead.get(address).text

    assert '<a href="/2011/" aria-current="page">Workplans</a>' in page
