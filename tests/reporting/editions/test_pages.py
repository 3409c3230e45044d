"""The pages of the annual report: asking, progress, reading, releasing, downloading."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains

from commit_portal.i18n import to_plain
from commit_portal.models import User
from commit_portal.refusals import Refused, RuleBroken, SomebodyWasFaster
from commit_portal.workflow import MACHINE, events_about
from reporting.dataset import Dataset
from reporting.dataset.build import build_dataset
from reporting.dataset.serialization import digest_of_json, from_json, to_json
from reporting.dataset_queries.rows import report_rows
from reporting.editions import actions, tasks
from reporting.editions.rules import another_edition_says_why, ar_2, ar_3, asked_meanwhile
from reporting.editions.successors import EDITIONS, take_place
from reporting.models import AnnualReport
from reporting.queue import worker
from reporting.queue.process import STOPPED
from reporting.statuses import ReportStatus
from tests import authz_matrix, cast
from tests.report_rows import make_edition
from tests.report_samples import TABLE_1, sample_2009, without_release
from workplans.models import Release, Seat, Workplan, WorkplanVersion
from workplans.releasing.actions import end_release
from workplans.statuses import Audience, VersionKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

SMALL = sample_2009(1)


def figures(world: cast.World, audience: Audience = Audience.SECRETARIAT) -> Dataset:
    """As they stand."""
    return build_dataset(report_rows(world.cycle, audience, on=timezone.localdate()))


def download(client: Client, address: str) -> HttpResponse:
    """The answer with its file closed."""
    answer = client.get(address)
    authz_matrix.let_go(answer)
    return answer


def finished(
    world: cast.World, number: int = 1, *, audience: str = "secretariat", **columns: Any
) -> AnnualReport:
    """An edition with files that were not rendered."""
    now = timezone.now()
    report = make_edition(world.cycle, number, audience=audience, **{"of": SMALL, **columns})
    report.pdf.save("r.pdf", ContentFile(b"%PDF-1.7 test %%EOF"), save=False)
    report.workbook.save("r.xlsx", ContentFile(b"PK test"), save=False)
    report.status, report.made_at, report.started_at = ReportStatus.READY, now, now - timedelta(seconds=9)
    report.pages, report.pdf_size, report.workbook_size = 33, 2_100_000, 340_000
    report.save()
    return report


@pytest.fixture
def released(world: cast.World) -> dict[str, Release]:
    """What the sample's edition holds is released to partners: version 2 of Cambodia, and the regional plan."""
    found = {}
    for slug, number in (("kh", 2), ("regional", 1)):
        plan, user = world.workplan(slug), world.seats["kh_lead"].user
        version = WorkplanVersion.objects.create(
            workplan=plan,
            number=number,
            kind=VersionKind.OF_RECORD,
            round=1,
            committed=0,
            digest="0" * 64,
            made_at=cast.NOW,
            made_by=user,
        )
        Workplan.objects.filter(pk=plan.pk).update(of_record=version)
        found[slug] = Release.objects.create(version=version, audience="partners", by=user, at=cast.NOW)
    return found


def test_the_regional_office_asks_and_the_edition_waits_with_its_frozen_figures(
    world, rung, secretariat, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = secretariat.post("/2011/report/new/", {"audience": "partners", "why": ""}, follow=True)

    report = AnnualReport.objects.get()
    assert (report.edition, report.audience, report.status) == (1, "partners", "queued")
    assert report.frozen() == figures(world, Audience.PARTNERS)
    assert rung == [report.pk]
    assert "The portal will make edition 1 for partners." in answer.text
    assert "The request is in the queue" in answer.text
    assert 'hx-trigger="every 5s"' in answer.text
    assert [event.verb for event in events_about(report)] == ["ask"]


def test_asking_again_with_nothing_changed_is_answered_at_once(world, rung, secretariat):
    finished(world, of=figures(world))

    answer = secretariat.post("/2011/report/new/", {"audience": "secretariat"}, follow=True)

    assert "Edition 1 for the Secretariat is up to date. No new edition was made." in answer.text
    assert AnnualReport.objects.count() == 1
    assert rung == []


def test_another_edition_needs_a_reason(world, secretariat):
    finished(world, of=figures(world))
    cast.cambodia_agreed(world)

    asked = secretariat.get("/2011/report/new/").text
    refused = secretariat.post("/2011/report/new/", {"audience": "secretariat"})
    secretariat.post("/2011/report/new/", {"audience": "secretariat", "why": "Cambodia agreed on its plan."})

    assert "Give a reason if there is already an edition for these readers." in asked
    assert "(optional)" not in asked
    assertContains(refused, "Give a reason for another edition", status_code=422)
    assert AnnualReport.objects.get(edition=2).why == "Cambodia agreed on its plan."


def test_edition_in_another_language_is_another_one_and_replaces_none(
    world, settings, secretariat, rung, regional_office
):
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]
    english = finished(world, of=figures(world))
    User.objects.filter(pk=regional_office.user.pk).update(language="fr")

    asked = secretariat.post("/2011/report/new/", {"audience": "secretariat"}, follow=True)

    french = AnnualReport.objects.get(edition=2)
    assert (french.language, french.status) == ("fr", "queued")
    assert '<span class="second" lang="fr">Français</span>' in asked.text
    AnnualReport.objects.filter(pk=french.pk).update(
        status="ready", made_at=timezone.now(), pdf="r.pdf", workbook="r.xlsx"
    )
    take_place(AnnualReport.objects.get(pk=french.pk), timezone.now())
    english.refresh_from_db()
    assert english.status == "ready"


def test_ar_2_who_asks_while_somebody_else_asks_is_told_and_keeps_what_was_typed(
    world, secretariat, monkeypatch
):
    """The other's edition comes between the freezing and the lock (tests.race_editions has the real race)."""

    def somebody_asks(text: str) -> str:
        make_edition(world.cycle, 1, of=sample_2009(2))
        return digest_of_json(text)

    monkeypatch.setattr(actions, "digest_of_json", somebody_asks)

    answer = secretariat.post("/2011/report/new/", {"audience": "secretariat", "why": "Lao PDR was late."})

    assert answer.status_code == 422
    assert str(asked_meanwhile(AnnualReport.objects.get())) in answer.text
    assert "Lao PDR was late." in answer.text
    assert AnnualReport.objects.count() == 1


@pytest.mark.parametrize("status", ["failed", "queued"])
def test_ar_2_asks_for_a_reason_also_where_the_newest_edition_is_not_finished(world, status):
    finished(world)
    make_edition(world.cycle, 2, of=sample_2009(2), status=status, failure=to_plain(STOPPED), why="A date.")

    with pytest.raises(RuleBroken, match="Give a reason for another edition"):
        actions.ask_for_edition(
            world.cycle, Audience.SECRETARIAT, by=world.seats["regional_office"], now=timezone.now()
        )

    assert another_edition_says_why(world.cycle, "secretariat", "en", "A date.") is None
    assert another_edition_says_why(world.cycle, "partners", "en", "") is None


def test_an_unknown_audience_is_refused_and_keeps_what_was_typed(secretariat):
    answer = secretariat.post("/2011/report/new/", {"audience": "everybody", "why": "Kept."})

    assertContains(answer, "Kept.", status_code=422)


def test_a_failed_edition_is_queued_again_by_asking_for_the_same_figures(world):
    now = timezone.now()
    for seat in (world.seats["regional_office"], MACHINE):
        AnnualReport.objects.all().delete()
        make_edition(world.cycle, of=figures(world), status="failed", failure=to_plain(STOPPED), attempts=3)

        asked = actions.ask_for_edition(world.cycle, Audience.SECRETARIAT, by=seat, now=now)

        assert (asked.status, asked.attempts, asked.failure) == ("queued", 0, None)
        assert [event.verb for event in events_about(asked)] == ["try_again"]


def test_a_failed_edition_says_why_and_can_be_tried_again(world, secretariat, desk):
    report = make_edition(world.cycle, of=SMALL, status="failed", failure=to_plain(STOPPED), attempts=3)

    page = secretariat.get("/2011/report/").text
    assert "The process that makes the files stopped before it had finished." in page
    assert "Try again" in page
    secretariat.post("/2011/report/secretariat/1/try-again/")

    report.refresh_from_db()
    assert (report.status, report.attempts, report.failure) == ("queued", 0, None)
    assert "Try again" not in desk.get("/2011/report/").text


def test_trying_again_twice_tells_the_second_that_it_was_late(world):
    report = make_edition(world.cycle, of=SMALL, status="failed", failure=to_plain(STOPPED), attempts=3)
    twin = AnnualReport.objects.get(pk=report.pk)
    actions.try_again(report, by=world.seats["regional_office"], now=timezone.now())

    with pytest.raises(SomebodyWasFaster):
        actions.try_again(twin, by=world.seats["regional_manager"], now=timezone.now())


def test_progress_is_a_bar_a_step_and_a_guess(world, secretariat):
    now = timezone.now()
    make_edition(
        world.cycle,
        of=SMALL,
        status="rendering",
        token="x",
        lease_until=now,
        step=3,
        progress=40,
        attempts=2,
        started_at=now - timedelta(minutes=4),
    )

    whole = secretariat.get("/2011/report/").text
    part = secretariat.get("/2011/report/?making=1", headers={"HX-Request": "true"}).text

    assert 'hx-get="/2011/report/?making=1"' in whole
    assert 'value="40"' in whole
    assert "Step 3 of 6: laying out the pages." in whole
    assert "Attempt 2." in whole
    assert "Check now" in whole
    assert part.strip().startswith('<div id="editions"')
    assert "<html" not in part


def test_an_edition_that_has_ended_brings_the_whole_page_up_to_date(world, secretariat):
    """Else "was asked for" would stay above "Ready", and the history below would not say that it was made."""
    finished(world)

    answer = secretariat.get("/2011/report/?making=1", headers={"HX-Request": "true"})

    assert answer.headers["HX-Refresh"] == "true"


def test_what_a_check_number_is_stands_once_above_all_editions(world, secretariat):
    finished(world)
    finished(world, audience="partners")

    page = secretariat.get("/2011/report/").text

    assert page.count("Two copies with the same check number have the same figures.") == 1
    assert page.count("Check number: ") == 2


def test_what_is_ready_stops_the_polling(world, secretariat):
    finished(world)

    page = secretariat.get("/2011/report/").text

    assert "every 5s" not in page
    assert "Download PDF, 2.1 MB" in page
    assert "Download Excel, 340 KB" in page


def test_nothing_to_read_says_so(world, outsider):
    make_edition(world.cycle, of=SMALL, audience="observers")

    assert "There is no edition that you can read yet." in outsider.get("/2011/report/").text


def test_the_list_asks_as_many_questions_for_three_editions_as_for_one_and_reads_no_figures(
    world, secretariat
):
    counts = []
    for number in (1, 2, 3):
        finished(world, number)
        AnnualReport.objects.filter(edition__lt=number).update(
            status="replaced",
            replaced_at=timezone.now(),
            replaced_by=AnnualReport.objects.get(edition=number),
        )
        secretariat.get("/2011/report/")
        with CaptureQueriesContext(connection) as queries:
            secretariat.get("/2011/report/?making=0", headers={"HX-Request": "true"})
        with CaptureQueriesContext(connection) as whole:
            secretariat.get("/2011/report/")
        counts.append((len(queries), len(whole)))
        assert [query["sql"] for query in queries if '"dataset"' in query["sql"]] == []

    assert counts == [counts[0]] * 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("released")
def test_the_trail_of_an_edition_is_the_secretariats_until_it_is_released(world, client_of, regional_office):
    report = actions.ask_for_edition(
        world.cycle, Audience.PARTNERS, by=regional_office, now=cast.NOW, why="Asked by donors"
    )
    worker.render(EDITIONS, report.pk)
    report.refresh_from_db()
    actions.release_edition(report, by=regional_office, now=timezone.now())

    def said(name: str, address: str) -> list[tuple[str, str]]:
        page = client_of(world.seats[name]).get(address)
        return [(row["said"], row["note"]) for row in page.context["history"]]

    everything = [
        ("Released the edition", ""),
        ("Made the edition", ""),
        ("Asked the portal to make this edition", "Asked by donors"),
    ]
    title = "Edition 1, for partners: "
    for name, read in (("kh_desk", everything), ("ilo", everything[:1])):
        assert said(name, "/2011/report/") == [(title + words, note) for words, note in read]
        assert said(name, "/2011/report/partners/1/") == [(words.capitalize(), note) for words, note in read]
    assert said("observer", "/2011/report/") == []


def test_release_takes_a_second_look_and_then_its_readers_read(world, released, client_of):
    finished(world, audience="partners")
    office, ilo, observer = (client_of(world.seats[name]) for name in ("regional_office", "ilo", "observer"))
    address = "/2011/report/partners/1/"
    assert ilo.get(address).status_code == 404

    look = office.get(f"{address}release/")
    office.post(f"{address}release/")

    assert "Partners" in look.text
    assert "1 of 1" in look.text
    assert ilo.get(address).status_code == 200
    assert download(ilo, f"{address}pdf/").status_code == 200
    assert observer.get(address).status_code == 404
    assert AnnualReport.objects.get().status == ReportStatus.RELEASED


def test_a_second_release_is_refused_with_what_stands(world, released, secretariat):
    report = finished(world, audience="partners")
    actions.release_edition(report, by=world.seats["regional_office"], now=timezone.now())

    answer, again = (ask("/2011/report/partners/1/release/") for ask in (secretariat.post, secretariat.get))

    assert (answer.status_code, again.status_code) == (403, 200)
    assert "You have no task on this page now." in again.text
    assert "The edition is already released. You do not need to do anything." in answer.text


def test_ar_3_an_edition_with_a_country_whose_release_has_ended_is_not_released(world, released, secretariat):
    report = finished(world, audience="partners")
    end_release(released["kh"], by=world.seats["kh_lead"], now=timezone.now())

    with pytest.raises(RuleBroken) as broken:
        actions.release_edition(report, by=world.seats["regional_office"], now=timezone.now())
    answers = [
        secretariat.get("/2011/report/partners/1/release/"),
        secretariat.post("/2011/report/partners/1/release/"),
    ]

    assert [(violation.rule, violation.message) for violation in broken.value.violations] == [
        ("AR-3", "Cambodia ended its release after this edition was made. Make a new edition.")
    ]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert all("Cambodia ended its release" in answer.text for answer in answers)
    assert not any(
        '<button type="submit" class="btn btn-primary">Release' in answer.text for answer in answers
    )
    assert AnnualReport.objects.get().released_at is None


def test_ar_3_speaks_of_another_version_and_of_the_regional_plan(world, released):
    report = finished(world, audience="partners")
    assert list(ar_3(report)) == []
    WorkplanVersion.objects.filter(pk=released["kh"].version_id).update(number=3)
    Release.objects.filter(pk=released["regional"].pk).delete()

    assert [violation.message for violation in ar_3(report)] == [
        "Cambodia released another version after this edition was made. Make a new edition.",
        "The release of the regional workplan ended after this edition was made. Make a new edition.",
    ]


def test_ar_3_an_edition_with_the_regional_plan_of_before_is_not_released(world, released):
    made = build_dataset(report_rows(world.cycle, Audience.PARTNERS, on=timezone.localdate())).regional
    assert (made.released, made.version) == (True, 1)
    report = finished(world, audience="partners")
    WorkplanVersion.objects.filter(pk=released["regional"].version_id).update(number=2)

    assert [violation.message for violation in ar_3(report)] == [
        "A new version of the regional workplan was released after this edition was made. Make a new edition."
    ]


def test_an_edition_frozen_without_the_number_of_the_regional_version_is_still_read(world, released):
    older = json.loads(to_json(SMALL))
    del older["dataset"]["regional"]["version"]
    before = replace(SMALL, regional=replace(SMALL.regional, version=None))
    assert from_json(json.dumps(older)) == before

    assert list(ar_3(finished(world, audience="partners", of=before))) == []


def test_ar_3_lets_pass_what_the_taskforces_read_and_who_has_released_since(world, released):
    """The regional plan in force is read by the taskforces without a release."""
    report = finished(world, audience="taskforces", of=without_release(SMALL, "KH"))
    Release.objects.update(audience="taskforces")

    assert list(ar_3(report)) == []


@pytest.mark.usefixtures("released")
def test_ar_2_an_edition_that_a_newer_one_has_overtaken_is_not_made_and_not_released(world, secretariat):
    now = timezone.now()
    failed = make_edition(
        world.cycle, 1, of=SMALL, audience="partners", status="failed", failure=to_plain(STOPPED), attempts=3
    )
    ready = finished(world, 2, audience="partners")
    assert ar_2(ready) is None
    finished(world, 3, audience="partners")

    for walk, report in ((actions.try_again, failed), (actions.release_edition, ready)):
        with pytest.raises(RuleBroken, match="Edition 3 is newer and ready"):
            walk(report, by=world.seats["regional_office"], now=now)
    page = secretariat.get("/2011/report/").text

    assert "Edition 3 is newer and ready." in page
    assert "try-again/" not in page


def test_an_edition_for_the_secretariat_is_not_released(world):
    report = finished(world)

    with pytest.raises(Refused, match="The Secretariat can read this edition when the edition is ready"):
        actions.release_edition(report, by=world.seats["regional_office"], now=timezone.now())


def test_a_replaced_edition_stays_and_names_its_successor_what_changed_and_why(world, released, partner):
    figures = sample_2009(1, audience="partners")
    first = finished(world, 1, audience="partners", of=figures)
    actions.release_edition(first, by=world.seats["regional_office"], now=timezone.now())
    second = finished(world, 2, audience="partners", of=without_release(figures, "KH"), why="Taken back.")
    actions.release_edition(second, by=world.seats["regional_manager"], now=timezone.now())

    page = partner.get("/2011/report/").text
    detail = partner.get("/2011/report/partners/1/").text

    for text in (page, detail):
        assert "Edition 2 replaced this edition on " in text
        assert "Taken back." in text
        assert "Cambodia: the workplan is no longer released." in text
    assert download(partner, "/2011/report/partners/1/pdf/").status_code == 200


def test_an_edition_on_the_screen_shows_the_frozen_figures(world, client_of):
    dataset = without_release(sample_2009(), "LA")
    finished(world, of=dataset)

    client, address = client_of(world.seats["kh_desk"]), "/2011/report/secretariat/1/"
    page = client.get(f"{address}counts/").text

    for name, counts in ((name, counts) for _, name, _, counts in TABLE_1):
        row = page.split(f'scope="row">{name}</th>')[1].split("</tr>")[0]
        for country, count in zip(dataset.countries, counts, strict=True):
            shown = "Not approved" if country.code == "LA" else str(count)
            assert f'data-label="{country.name}">{shown}</td>' in row
    lao = client.get(f"{address}country-la/").text
    assert "Lao PDR has no approved workplan yet." in lao
    assert "LA-2009" not in lao
    assert f'href="{address}zip/">Download CSV files</a>' in client.get(address).text


def test_an_edition_that_is_not_finished_has_nothing_to_read(world, secretariat):
    make_edition(world.cycle, of=SMALL)

    for address in ("", "pdf/", "xlsx/", "zip/"):
        answer = secretariat.get(f"/2011/report/secretariat/1/{address}")
        assertContains(answer, "has no files yet", status_code=403)


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("zip", b"PK")])
def test_downloads_are_attachments_that_nobody_keeps(world, secretariat, kind, start):
    finished(world)

    answer = secretariat.get(f"/2011/report/secretariat/1/{kind}/")

    assert answer.getvalue().startswith(start)
    assert answer["Content-Disposition"] == (
        f'attachment; filename="COMMIT Annual Report 2011, edition 1, for the Secretariat.{kind}"'
    )
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.asvs("B46")
def test_rights_are_asked_at_every_download(world, released, partner):
    report = finished(world, audience="partners")
    actions.release_edition(report, by=world.seats["regional_office"], now=timezone.now())
    assert download(partner, "/2011/report/partners/1/pdf/").status_code == 200

    Seat.objects.filter(pk=world.seats["ilo"].pk).update(ends_on="2010-01-01")

    answer = partner.get("/2011/report/partners/1/pdf/")
    assert answer.status_code == 403
    assert b"%PDF" not in answer.content


def test_a_file_that_is_gone_is_a_page_and_no_traceback(world, secretariat):
    report = finished(world)
    report.pdf.storage.delete(report.pdf.name)

    assert secretariat.get("/2011/report/secretariat/1/pdf/").status_code == 404


def test_command_line_stores_no_words_for_a_reason(world, secretariat):
    """Whoever reads the list is told in their own language who asked."""
    finished(world, of=figures(world))
    cast.cambodia_agreed(world)

    asked = actions.ask_for_edition(world.cycle, Audience.SECRETARIAT, by=MACHINE, now=timezone.now())

    assert (asked.edition, asked.why) == (2, "")
    assert "from the command line on" in secretariat.get("/2011/report/").text


def test_beat_rings_for_what_waits(world, monkeypatch):
    rung: list[int] = []
    monkeypatch.setattr(tasks.render_edition, "delay", rung.append)
    old = make_edition(world.cycle, 1, of=SMALL, queued_at=timezone.now() - timedelta(minutes=1))
    # However slow the machine is, it does not become one that waits.
    make_edition(world.cycle, 2, of=SMALL, queued_at=timezone.now() + timedelta(minutes=1))

    tasks.ring_for_waiting_editions()

    assert rung == [old.pk]
