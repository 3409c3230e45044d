"""The reference data: real, with its sources, loaded once and never over what people have changed."""

import io
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from commit_portal.i18n import day
from commit_portal.models import Event
from commit_portal.workflow import events_about, said_on
from reporting.meetings.days_shown import parts_words
from reporting.meetings.reference_data import load_meetings
from reporting.models import Meeting, MeetingPart
from spa.actions.reference import REFERENCE, load_plans
from spa.models import ActionPlan, ActivityType, Area, MenuActivity, Target
from workplans.models import AnnualCycle, Country, Ministry, Partner, Taskforce
from workplans.people.reference_data import load_countries_and_bodies

# What the files hold and what a load writes is the same on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = datetime(2011, 1, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The reference files of the plans, to be changed by a test."""
    return Path(shutil.copytree(REFERENCE, tmp_path / "reference"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_spa_3_has_five_areas_thirty_activity_areas_and_twenty_three_targets():
    load_plans(now=NOW)

    plan = ActionPlan.objects.get(code="spa-3")

    assert [area.title for area in plan.areas.all()] == [
        "Policy and Cooperation",
        "Legal Frameworks, Law Enforcement and Justice",
        "Protection, Recovery, and Reintegration",
        "Preventive Measures and Vulnerability Reduction",
        "Anti-Human Trafficking Data & Monitoring Systems",
    ]
    assert MenuActivity.objects.filter(area__plan=plan).count() == 30
    assert plan.targets.count() == 23
    assert set(plan.targets.values_list("printed_number", flat=True)) == {""}
    assert (plan.status, plan.ends_on, plan.extended_to) == ("agreed", date(2013, 12, 31), date(2014, 12, 31))


def test_spa_2_prints_1_5_twice_and_no_1_2():
    load_plans(now=NOW)

    targets = Target.objects.filter(plan__code="spa-2")

    assert [(t.code, t.printed_number, t.scope) for t in targets] == [
        ("1.T1", "1.1", "regional"),
        ("1.T2", "", "national"),
        ("1.T3", "1.3", "national"),
        ("1.T4", "1.4", "both"),
        ("1.T5", "1.5", "national"),
        ("1.T6", "1.5", "national"),
        ("1.T7", "1.6", "both"),
    ]
    assert [area.title for area in Area.objects.filter(plan__code="spa-2")] == [
        "Training and Capacity Building",
        "NPA",
        "Multi-Lateral",
        "Legal",
        "Protection",
        "Prevention",
        "Private Sector",
        "M&E",
    ]
    assert "the portal has only these" in ActionPlan.objects.get(code="spa-2").text_note


def test_the_eight_types_stand_in_the_order_of_table_1():
    load_plans(now=NOW)

    assert [t.title for t in ActivityType.objects.all()] == [
        "Training",
        "NPA",
        "Multi-lateral",
        "Legal",
        "Protection",
        "Prevention",
        "Private sector",
        "M&E",
    ]


def test_spa_1_and_4_are_titles_and_dates_only():
    load_plans(now=NOW)

    plans = ActionPlan.objects.filter(number__in=(1, 4))
    assert len(plans) == 2
    for plan in plans:
        assert (plan.areas.count(), plan.targets.count()) == (0, 0)
        assert "not public" in plan.text_note


def test_every_text_carries_its_source():
    load_plans(now=NOW)
    load_countries_and_bodies(now=NOW)
    load_meetings(now=NOW)

    for model in (ActionPlan, Area, Target, MenuActivity, Taskforce, Ministry, Partner, Meeting):
        assert model._default_manager.exists(), model
        assert not model._default_manager.filter(source="").exists(), model


def test_countries_stand_in_protocol_order_with_their_printed_names():
    load_countries_and_bodies(now=NOW)

    assert [c.name for c in Country.objects.all()] == [
        "Cambodia",
        "China",
        "Lao PDR",
        "Myanmar",
        "Thailand",
        "Viet Nam",
    ]
    assert sorted(Country.objects.get(code="LA").other_names.values_list("name", flat=True)) == [
        "Lao People's Democratic Republic",
        "Laos",
        "Laos PDR",
    ]
    assert [t.slug for t in Taskforce.objects.all()] == ["kh", "cn", "la", "mm", "th", "vn", "regional"]
    assert Taskforce.objects.get(slug="regional").country is None


def test_som_8_is_imm_3_and_was_planned_for_thailand():
    load_countries_and_bodies(now=NOW)
    load_meetings(now=NOW)

    meeting = Meeting.objects.get(parts__kind="som", parts__number=8)

    assert parts_words(meeting) == "SOM 8: 14 Feb to 15 Feb 2012; IMM 3: 16 Feb 2012"
    assert (meeting.planned_host.code, meeting.host.code) == ("TH", "VN")
    assert (meeting.actual_from, meeting.actual_until) == (date(2012, 2, 14), date(2012, 2, 16))
    numbers = {
        kind: sorted(
            MeetingPart.objects.filter(kind=kind, number__isnull=False).values_list("number", flat=True)
        )
        for kind in ("som", "imm")
    }
    assert numbers == {"som": list(range(1, 17)), "imm": list(range(1, 7))}


def test_an_unknown_date_stays_unknown():
    load_countries_and_bodies(now=NOW)
    load_meetings(now=NOW)

    som_12 = Meeting.objects.get(slug="som-12")

    assert (som_12.actual_from, som_12.planned_from, som_12.host) == (None, None, None)


def test_load_reference_twice_writes_nothing_the_second_time_and_says_so():
    call_command("load_reference", stdout=io.StringIO())
    events = Event.objects.count()
    out = io.StringIO()

    call_command("load_reference", stdout=out)

    said = out.getvalue()
    assert Event.objects.count() == events
    assert re.findall(r"(\d+) made, (\d+) changed", said) == [("0", "0")] * 3
    assert said.endswith("The portal already has the reference data. Nothing was written.\n")


def test_an_endorsed_plan_is_not_overwritten_by_a_changed_file(folder):
    load_plans(now=NOW, folder=folder)
    change(folder, "spa-2.toml", "All countries will have adapted", "Some countries will have adapted")

    loaded = load_plans(now=NOW, folder=folder)

    assert Target.objects.get(plan__code="spa-2", code="1.T2").text.startswith("All countries")
    assert loaded.written == 0
    assert loaded.kept == [
        "COMMIT Sub-regional Plan of Action II: the reference file has changed. The portal keeps its "
        "own text: This plan of action is endorsed, so you cannot change its text. Correct a misprint, or "
        "begin a revision."
    ]


def test_a_plan_on_which_a_year_stands_is_not_overwritten(folder):
    load_plans(now=NOW, folder=folder)
    AnnualCycle.objects.create(
        year=2011,
        plan=ActionPlan.objects.get(code="spa-3"),
        starts_on=date(2011, 1, 1),
        ends_on=date(2011, 12, 31),
    )
    change(folder, "spa-3.toml", "Public awareness", "No awareness")

    loaded = load_plans(now=NOW, folder=folder)

    assert MenuActivity.objects.filter(text="No awareness").count() == 0
    assert len(loaded.kept) == 1


def test_an_open_plan_that_nobody_changed_follows_its_file(folder):
    load_plans(now=NOW, folder=folder)
    change(folder, "spa-3.toml", 'text = "Public awareness"', 'text = "Awareness of the public"')
    change(folder, "spa-3.toml", 'title = "COMMIT Sub-regional', 'title = "The Sub-regional')

    loaded = load_plans(now=NOW, folder=folder)

    assert (loaded.made, loaded.changed, loaded.kept) == (0, 2, [])
    assert MenuActivity.objects.get(area__plan__code="spa-3", code="4.A3").text == "Awareness of the public"
    assert load_plans(now=NOW, folder=folder).written == 0


def test_an_open_plan_that_people_changed_is_left_to_them(folder):
    load_plans(now=NOW, folder=folder)
    ActionPlan.objects.filter(code="spa-3").update(row_version=2)
    change(folder, "spa-3.toml", 'text = "Public awareness"', 'text = "Awareness of the public"')

    loaded = load_plans(now=NOW, folder=folder)

    assert loaded.written == 0
    assert loaded.kept[0].endswith("The portal keeps its own text.")


def test_a_country_that_people_renamed_keeps_its_name():
    load_countries_and_bodies(now=NOW)
    Partner.objects.filter(acronym="ILO").update(acronym="OIT")

    loaded = load_countries_and_bodies(now=NOW)

    assert loaded.written == 0
    assert loaded.kept == [
        "partner OIT is different from the file in these columns: acronym. The portal keeps its own text.",
    ]


def test_a_body_that_the_office_renamed_is_not_made_again():
    load_countries_and_bodies(now=NOW)
    for row in (Partner.objects.get(acronym="ILO"), Ministry.objects.first()):
        row.earlier = [{column: getattr(row, column) for column in row.words} | {"until": "2011-07-01"}]
        row.name = "Another name"
        row.save()

    loaded = load_countries_and_bodies(now=NOW)

    assert loaded.written == 0
    assert len(loaded.kept) == 2
    assert all("different from the file in these columns: name." in said for said in loaded.kept)


def test_a_load_that_fails_halfway_writes_nothing(folder):
    change(folder, "spa-4.toml", "number = 4", "number = 3")

    with pytest.raises(IntegrityError):
        load_plans(now=NOW, folder=folder)

    assert ActionPlan.objects.count() == 0


def test_history_of_reference_data_names_no_day_of_the_demonstration(settings):
    """Its events are stamped before the first year of the demonstration, when some of the facts were not known."""
    load_plans(now=NOW)
    load_countries_and_bodies(now=NOW)
    load_meetings(now=NOW)
    meeting, plan = Meeting.objects.get(slug="som-7"), ActionPlan.objects.get(code="spa-3")
    loaded = [*events_about(meeting), *events_about(plan)]

    settings.DEMO = True
    shown = {said_on(event) for event in loaded}
    settings.DEMO = False
    in_production = {said_on(event) for event in loaded}

    assert shown == {"Real data, loaded from public documents"}
    assert in_production == {f"{day(NOW)}, automatically"}


def test_the_demonstration_leaves_out_what_nobody_knew_of_meetings_when_it_begins(settings):
    settings.DEMO = True
    load_countries_and_bodies(now=NOW)

    load_meetings(now=NOW)

    last = Meeting.objects.latest("pk")
    assert (last.slug, last.planned_from, last.actual_from) == ("som-8-imm-3", date(2010, 12, 1), None)
    assert (str(last.planned_host), last.host, last.venue, last.theme) == ("Thailand", None, "", "")
    assert not Meeting.objects.filter(actual_from__gt=date(2010, 11, 14)).exists()
