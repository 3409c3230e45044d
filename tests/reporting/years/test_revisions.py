"""SPA III is adopted with changes while years stand on it: 2011 stays, 2012 moves, and the years are still joined.

Every changed text is made up, and says so.
"""

import csv
import re
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commit_portal.files.spreadsheets import write_csv
from reporting.dataset.build import build_dataset
from reporting.dataset.serialization import digest, to_json
from reporting.dataset_queries.rows import report_rows
from reporting.editions.actions import ask_for_edition
from reporting.models import AnnualReport
from reporting.report.data_package import write_package
from reporting.report.numbering import Imprint
from reporting.report.pdf import render_pdf, report_html
from reporting.report.workbook import write_workbook
from reporting.search.answer_search import answers_found
from spa.actions.texts import set_descent
from spa.models import ActionPlan
from tests import cast
from tests.reporting.editions.test_words import made
from tests.reporting.years.sample import answer, approve
from tests.reporting.years.test_years_pages import matrix_in, page
from tests.spa.test_revisions import NOW, adopt, draft, earlier_year
from workplans.models import AnnualCycle, Seat
from workplans.statuses import Audience
from workplans.years.actions import move_year

ON = date(2013, 1, 31)


def frozen(year: int) -> dict[str, str]:
    """The dataset of a year for each audience, byte for byte as an edition freezes it."""
    cycle = AnnualCycle.objects.select_related("plan").get(year=year)
    return {one: to_json(build_dataset(report_rows(cycle, one, on=ON))) for one in Audience}


@pytest.fixture
def adopted(later: AnnualCycle, world: cast.World, forget: Any) -> dict[str, str]:
    """Revision 2 is adopted, and 2012 moved to it. Returns what 2011 was before."""
    office, manager = world.seats["regional_office"], world.seats["regional_manager"]
    before = frozen(2011)
    adopt(draft(world.plan, office), office, manager)
    move_year(later, 2, reason="", by=office, now=NOW)
    forget()
    return before


def test_2011_and_its_editions_are_byte_for_byte_as_before(adopted):
    assert frozen(2011) == adopted


def octets_of_2011(workbook: Path) -> dict[str, bytes]:
    """The edition of 2011: its frozen dataset, and its files as a worker makes them now."""
    (report,) = AnnualReport.objects.all()
    dataset = report.frozen()
    imprint = Imprint(report.edition, digest(dataset), report.as_of)
    pdf = render_pdf(report_html(dataset, imprint), identifier=report.digest).content
    write_workbook(dataset, imprint, workbook)
    # Of a workbook each part but the one that says when it was made, as the archive around them does.
    with ZipFile(workbook) as parts:
        found = {name: parts.read(name) for name in parts.namelist() if name != "docProps/core.xml"}
    return found | {
        "dataset": report.dataset.encode(),
        "pdf": pdf,
        "package": write_package(dataset, imprint),
    }


@pytest.mark.once
@pytest.mark.parametrize("audience", Audience)
def test_an_edition_of_2011_and_its_files_are_byte_for_byte_as_before_adoption(
    later, world, tmp_path, audience, regional_office
):
    edition = made(ask_for_edition(world.cycle, audience, by=regional_office, now=NOW))
    before = octets_of_2011(tmp_path / "report.xlsx")

    adopt(draft(world.plan, regional_office), regional_office, world.seats["regional_manager"])
    move_year(later, 2, reason="", by=regional_office, now=NOW)

    assert octets_of_2011(tmp_path / "report.xlsx") == before
    # Nothing has changed of 2011, so no other edition is made of it; 2012 has another text.
    asked = ask_for_edition(world.cycle, audience, by=regional_office, now=NOW)
    assert (asked.pk, asked.digest) == (edition.pk, edition.digest)
    assert "Part 2.T3" in ask_for_edition(later, audience, by=regional_office, now=NOW).dataset
    assert b"Part 2.T3" not in edition.dataset.encode()


def test_2012_reads_the_new_text(adopted):
    now = frozen(2012)[Audience.SECRETARIAT]
    for words in ("revision 2", "Secretword", "Target 2, reworded", "Part 2.T3", '"endorsed"'):
        assert words in now
    for words in ("Target 2 of policy", "Target 1 of law"):
        assert words not in now


def test_page_of_both_years_joins_them(adopted, client_of, world):
    text = page(client_of(world.seats["regional_office"]))
    cells = matrix_in(text)
    due_dates = text.split("Targets and their due dates")[1]
    asked = dict(re.findall(r'scope="row">([^<]+)<(?:(?!</tr>).)*>(\d+)</td>\s*</tr>', due_dates, re.DOTALL))

    assert (asked["1.T2"], asked["2.T1"], asked["2.T2"]) == ("7", "0", "0")
    assert cells["1.T2", "Cambodia"] == ("Achieved", "forward", "moved forward, was: in progress")
    assert cells["2.T3", "Lao PDR"] == ("Not reported", "none", "as part of 2.T1: achieved")
    assert cells["1.T3", "Regional"] == ("Not reported", "none", "new in the plan of action")
    assert cells["2.T1", "Lao PDR"][2] == "was: achieved, continues as 2.T3, 2.T4"
    assert cells["2.T2", "Lao PDR"][2] == "not continued"
    # What was split stands above its parts; what was removed stands behind them.
    assert [*dict.fromkeys(code for code, _place in cells)][-4:] == ["2.T1", "2.T3", "2.T4", "2.T2"]


@pytest.mark.usefixtures("adopted")
def test_answers_to_a_dropped_target_are_found_in_the_years_that_have_it(client_of, world, regional_office):
    found = {(one["year"], one["code"]) for one in answers_found(regional_office, ["words", "kh"], most=9)}
    assert found == {(2011, code) for code in ("1.T1", "1.T2", "2.T1")} | {(2012, "1.T1"), (2012, "1.T2")}
    target = world.plan.targets.get(code="2.T1").pk
    page = client_of(regional_office).get(f"/meetings/recommendations/new/?target={target}")
    assert "No SOM is planned" in page.text


def test_move_counts_up_the_year_that_follows_up_the_recommendations(adopted, later, world):
    before = AnnualCycle.objects.get(pk=later.pk).revision
    move_year(world.cycle, 2, reason="", by=world.seats["regional_office"], now=NOW)
    assert AnnualCycle.objects.get(pk=later.pk).revision == before + 1


@pytest.fixture
def earlier(world: cast.World, regional_office: Seat) -> ActionPlan:
    """The plan of action before, with a year and answers: three targets of policy, and one of law."""
    cycle = earlier_year(regional_office)
    plan = cycle.plan
    approve(world, cycle)
    answer(world, cycle, {"kh": "AAPP"})
    approve(world, world.cycle)
    answer(world, world.cycle, {"kh": "PAAA"})
    for code, old, is_same in (
        ("1.T1", ("1.T1", "1.T2", "1.T3"), False), ("2.T1", ("1.T4",), True), ("2.T2", ("1.T3",), False),
    ):  # fmt: skip
        found = list(plan.targets.filter(code__in=old))
        target = world.plan.targets.get(code=code)
        set_descent(
            target, found, is_same=is_same, reason="Read beside each other", by=regional_office, now=NOW
        )
    return plan


def test_answers_are_compared_across_two_plans_by_descent(earlier, secretariat, forget):
    forget()
    cells = matrix_in(page(secretariat, "/comparison/2010-2011/"))

    assert cells["1.T1", "Cambodia"] == ("In progress", "none", "was: 2 of 3 targets achieved")
    assert cells["1.T2", "Cambodia"] == ("Achieved", "first", "new in the plan of action")
    assert cells["2.T1", "Cambodia"] == ("Achieved", "forward", "moved forward, was: in progress")
    assert cells["2.T2", "Cambodia"] == ("Achieved", "none", "as part of 1.T3: in progress")
    codes = ["1.T1", "1.T2", "2.T1", "SPA 98, 1.T3", "2.T2", "SPA 98, 1.T1", "SPA 98, 1.T2"]
    assert [*dict.fromkeys(code for code, _place in cells)] == codes
    matrix = secretariat.get(reverse("comparison", args=[2011])).text
    assert "was: 2 of 3 targets achieved" in matrix
    cell = secretariat.get(reverse("comparison", args=[2011]) + "1.T1/kh/").text
    assert "Continues 1.T1 of SPA 98, 1.T2 of SPA 98 and 1.T3 of SPA 98." in cell


def test_answers_are_compared_over_three_plans_of_action(
    earlier, secretariat, world, forget, regional_office
):
    """2.T1 is the same as 1.T4 of two plans before, 1.T1 merges what 1.T1 merged, 2.T2 is a part of what was split."""
    oldest = cast.another_plan(97, 2005, 2007, targets=4, status="agreed")
    past = world.open_year(2006, oldest)
    approve(world, past)
    answer(world, past, {"kh": "APPA"})
    forget()
    assert "Before that" not in secretariat.get("/2011/comparison/2.T1/kh/").text
    for code, old in (
        ("1.T1", ("1.T1", "1.T2")),
        ("1.T3", ("1.T3",)),
        ("1.T2", ("1.T3",)),
        ("1.T4", ("1.T4",)),
    ):
        found = list(oldest.targets.filter(code__in=old))
        set_descent(earlier.targets.get(code=code), found, reason="Read", by=regional_office, now=NOW)

    for year in (2010, 2011):
        cells = matrix_in(page(secretariat, f"/comparison/2006-{year}/"))
        assert cells["1.T1", "Cambodia"][2].startswith("was: 1 of ")
    assert cells["2.T1", "Cambodia"][2] == "as in 2006"
    assert cells["2.T2", "Cambodia"][2] == "as part of 1.T3: in progress"
    matrix = secretariat.get("/2011/comparison/?with=2006&area=2").text
    assert "as part of 1.T3: in progress" in matrix
    cell = secretariat.get("/2011/comparison/2.T1/kh/").text
    assert "Continues 1.T4 of SPA 98." in cell
    assert "Before that: 1.T4 of SPA 97." in cell
    kept = secretariat.get("/plans/spa-test/targets/2.T1/continues/").text
    assert 'href="/plans/spa-97/?revision=1#target-1.T4">target 1.T4 of SPA 97</a>' in kept


def test_final_text_is_adopted_in_one_sitting_through_the_pages(later, world, client_of, forget):
    """From the file of the office to the year on the new text: one imports and agrees, another adopts."""
    office, manager = (client_of(world.seats[name]) for name in ("regional_office", "regional_manager"))
    asked = ask_for_edition(world.cycle, Audience.SECRETARIAT, by=world.seats["regional_office"], now=NOW)
    edition, before = made(asked), frozen(2011)
    plan, text = "/plans/spa-test/", {"reason": "The final text (made up)", "source": "Made up for this test"}
    office.post(f"{plan}revision/begin/", {**row_version(world.plan), **text})
    heads, *lines = csv.reader(office.get(f"{plan}plan.csv").content.decode("utf-8-sig").splitlines())
    rows = {row["Code"]: row for row in (dict(zip(heads, line, strict=True)) for line in lines)}
    rows["1.T2"]["Text"] = "Target 2, reworded"
    rows["2.T2"] |= {"Change": "Removed", "Continues": "none"}
    rows["2.T1"] |= {"Change": "Removed"}
    new = {"Kind": "Target", "Scope": "National", "Source": "Made up for this test"}
    rows["1.T3"] = new | {"Area": "1", "Code": "1.T3", "Text": "A new target"}
    for code in ("2.T3", "2.T4"):
        split = {"Area": "2", "Code": code, "Text": f"Part {code}", "Continues": "spa-test:2.T1"}
        rows[code] = new | split

    def send() -> Any:
        data = write_csv(heads, [[row.get(head, "") for head in heads] for row in rows.values()])
        return office.post(f"{plan}import/", {"file": SimpleUploadedFile("final.csv", data)}, follow=True)

    # What nobody said of the new target is asked for, and nothing is written.
    assert "Write which earlier target it continues, for example spa-2:1.T3, or “none”." in send().text
    rows["1.T3"]["Continues"] = "none"
    preview = send()
    assert "New: 3 · Changed: 1 · Removed: 2" in " ".join(re.sub("<[^>]+>", " ", preview.text).split())
    office.post(f"{plan}import/confirm/", {"waiting": preview.context["waiting"].pk})
    office.post(f"{plan}agree/", {**row_version(world.plan), "note": ""})
    adopted = {"adopted_at": "IMM 3 (made up)", "adopted_on": "16 Feb 2012"}
    assert office.post(f"{plan}endorse/", {**row_version(world.plan), **adopted}).status_code != 302
    manager.post(f"{plan}endorse/", {**row_version(world.plan), **adopted})
    # The day moves nothing: the office moves the year, after a look.
    assert {one.plan_revision for one in world.plan.cycles.all()} == {1}
    office.post("/2012/revision/2/", row_version(world.plan))
    forget()

    assert [one.plan_revision for one in world.plan.cycles.order_by("year")] == [1, 2]
    assert frozen(2011) == before
    assert (
        ask_for_edition(world.cycle, Audience.SECRETARIAT, by=world.seats["regional_office"], now=NOW)
        == edition
    )
    cells = matrix_in(page(office))
    assert cells["2.T3", "Lao PDR"] == ("Not reported", "none", "as part of 2.T1: achieved")
    assert cells["1.T3", "Lao PDR"] == ("Not reported", "none", "new in the plan of action")
    assert cells["2.T2", "Lao PDR"][2] == "not continued"
    assert cells["1.T2", "Cambodia"] == ("Achieved", "forward", "moved forward, was: in progress")


def row_version(plan: ActionPlan) -> dict[str, int]:
    """The mark of the text as it is now, which a form carries."""
    plan.refresh_from_db()
    return {"row_version": plan.row_version}
