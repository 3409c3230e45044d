"""The demonstration: made through the actions, with the true counts of 2009, and only where it is wanted."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Max, Sum
from pytest_django import DjangoDbBlocker

from commit_portal import clock
from commit_portal.i18n import day, short_day, span
from commit_portal.models import Event, User
from reporting.demo.people import DAYS, Cast, Stage
from reporting.demo.years import bring_2011_to, make_year_behind
from reporting.home.task_list import waiting_for
from reporting.models import ActivityProgress, CountryReview, Meeting, Recommendation, Review, TargetStatus
from workplans import models
from workplans.ministries.rows import rows_of
from workplans.plan.rules import wp_5
from workplans.years.step_labels import Days

pytestmark = pytest.mark.slow

HOSTS = ("planned_host", "host")
PASSWORD = "a-password-for-the-demonstration"
COUNTRIES = ["kh", "cn", "la", "mm", "th", "vn"]
# The proposal's Table 1, typed once more from the paper.
TABLE_1 = {
    "Training": [12, 7, 4, 3, 3, 3],
    "NPA": [3, 3, 0, 8, 1, 1],
    "Multi-lateral": [1, 1, 5, 10, 9, 1],
    "Legal": [0, 1, 4, 4, 6, 2],
    "Protection": [0, 0, 2, 3, 3, 3],
    "Prevention": [4, 0, 2, 12, 0, 0],
    "Private sector": [1, 0, 3, 1, 0, 1],
    "M&E": [1, 3, 2, 3, 2, 1],
}


@pytest.fixture(scope="module")
def behind(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The people and the year 2009, made once for this module and rolled back after it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.DEMO", True)
        yield make_year_behind(PASSWORD)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def stage(
    request: pytest.FixtureRequest, behind: Cast, django_db_blocker: DjangoDbBlocker
) -> Iterator[Stage]:
    """The stage of 2011: the first one, where a test names none. It is made once for those that follow each other."""
    reached = getattr(request, "param", Stage.DRAFTING)
    with django_db_blocker.unblock(), transaction.atomic():
        bring_2011_to(reached, behind)
        yield reached
        transaction.set_rollback(True)


@pytest.fixture
def demo(behind: Cast, stage: Stage, db: None) -> Cast:
    return behind


def said_in_vain(year: int) -> list[tuple[str, str]]:
    """Answers of countries that say "no activity yet" of a target that a line of record serves."""
    answers = TargetStatus.objects.filter(
        sheet__review__cycle__year=year, sheet__taskforce__country__isnull=False, status="no_activity"
    )
    served = set(
        models.VersionLineTarget.objects.filter(
            line__version__in=[plan.of_record_id for plan in plans(year).values()]
        ).values_list("line__version__workplan__taskforce__slug", "target__code")
    )
    said = answers.values_list("sheet__taskforce__slug", "target__code")
    return sorted(served & set(said))


def plans(year: int) -> dict[str, models.Workplan]:
    found = models.Workplan.objects.filter(cycle__year=year).select_related("taskforce__country", "of_record")
    return {plan.taskforce.slug: plan for plan in found}


def test_2009_has_the_counts_of_table_1_by_type_and_country(demo):
    counted = {
        (line["type__title"], line["version__workplan__taskforce__slug"]): line["number"]
        for line in models.VersionLine.objects.filter(
            version__in=[p.of_record_id for p in plans(2009).values()]
        )
        .order_by()
        .values("type__title", "version__workplan__taskforce__slug")
        .annotate(number=Count("pk"))
    }

    assert {title: [counted.get((title, slug), 0) for slug in COUNTRIES] for title in TABLE_1} == TABLE_1
    assert sum(counted.values()) == 139


def test_2009_each_country_stays_at_or_under_its_ceiling(demo):
    assert {slug: int(plan.committed) for slug, plan in plans(2009).items()} == {
        "kh": 94_350,
        "cn": 71_200,
        "la": 88_600,
        "mm": 99_900,
        "th": 100_000,
        "vn": 62_750,
        "regional": 0,
    }


def test_2009_is_released_by_all_six_to_all_three_audiences(demo):
    releases = models.Release.objects.filter(version__workplan__cycle__year=2009, ended_at__isnull=True)

    assert sorted(releases.values_list("version__workplan__taskforce__slug", "audience")) == sorted(
        (slug, audience) for slug in COUNTRIES for audience in ("taskforces", "partners", "observers")
    )


def test_2009_is_reviewed_and_closed(demo):
    assert set(Review.objects.filter(cycle__year=2009).values_list("stage", "status")) == {
        ("mid-year", "closed"),
        ("som", "closed"),
    }
    som = CountryReview.objects.filter(review__cycle__year=2009, review__stage="som")
    assert set(som.values_list("status", flat=True)) == {"closed"}
    assert ActivityProgress.objects.filter(sheet__in=som).count() == 139
    assert set(TargetStatus.objects.filter(sheet__in=som).values_list("target__code", flat=True)) == {
        f"1.T{number}" for number in range(1, 8)
    }
    # The region had no activity of its own: nothing of record, so nothing to close.
    assert {slug: plan.status for slug, plan in plans(2009).items() if plan.of_record_id is None} == {
        "regional": "draft"
    }
    assert {plan.status for plan in plans(2009).values() if plan.of_record_id} == {"closed"}


def test_2009_who_says_no_activity_yet_has_no_line_for_the_target(demo):
    assert said_in_vain(2009) == []
    nothing = TargetStatus.objects.filter(
        sheet__review__cycle__year=2009, sheet__review__stage="som", status="no_activity"
    )
    assert sorted(nothing.values_list("target__code", "sheet__taskforce__slug")) == [
        ("1.T5", "vn"),
        ("1.T6", "cn"),
        ("1.T7", "kh"),
        ("1.T7", "la"),
        ("1.T7", "vn"),
    ]


def test_2009_narratives_say_what_the_line_is_and_that_they_are_made_up(demo):
    progress = ActivityProgress.objects.filter(sheet__review__cycle__year=2009)
    told = progress.exclude(narrative="")

    assert not told.exclude(narrative__endswith="(demonstration)").exists()
    assert (
        not TargetStatus.objects.exclude(narrative="").exclude(narrative__endswith="(demonstration)").exists()
    )
    assert 0 < told.count() < progress.count() / 3
    training = told.filter(activity__type__code="training", status="done").values_list("narrative", flat=True)
    assert "48 participants in two courses, 19 of them women. (demonstration)" in training
    assert not any("hotel" in narrative for narrative in training)


def test_2011_stands_where_something_waits_for_everybody(demo):
    assert {slug: plan.status for slug, plan in plans(2011).items()} == {
        "kh": "draft",
        "cn": "submitted",
        "la": "returned",
        "mm": "submitted",
        "th": "approved",
        "vn": "draft",
        "regional": "draft",
    }
    on = date(2011, 2, 16)
    nothing = {name for name, seat in demo.items() if not waiting_for(seat, on=on)}
    # Who has handed the plan on, or answered for a ministry, waits for others; Thailand is done; observers read.
    assert nothing == {
        "cn.officer",
        "kh.desk",
        "kh.member2",
        "la.desk",
        "la.member",
        "mm.officer",
        "th.officer",
        "th.desk",
        "vn.desk",
        "observer",
    }


def test_visitors_meet_the_day_after_all_that_was_prepared(demo):
    assert clock.today() == date(2011, 2, 16)
    assert Event.objects.latest("at").at.date() < clock.today() == clock.now().date()


def test_2011_cambodia_has_unfinished_lines_and_one_in_reserve(demo):
    plan = plans(2011)["kh"]
    lines = models.Activity.objects.filter(workplan=plan)

    assert lines.count() == 18
    assert lines.filter(funding="reserve").count() == 1
    missing = list(wp_5(plan))
    assert sorted({violation.where for violation in missing}) == ["007", "012", "016"]


def test_2011_returns_carry_reasons_and_unsent_decisions_stay_with_the_secretariat(demo):
    returned = models.LineDecision.objects.filter(
        activity__workplan=plans(2011)["la"], outcome="return", sent_at__isnull=False
    )
    assert {(decision.activity.title, decision.reason) for decision in returned} == {
        (
            "Course for national responders (demonstration)",
            "The cost covers two courses. Say how many days and how many people each of them has. "
            "(demonstration)",
        ),
        (
            "Round table with employers (demonstration)",
            "Name the organisations of employers that take part. Say who writes the statement. (demonstration)",
        ),
        (
            "Vocational help after return (demonstration)",
            "A partner helps returned persons already. Say what COMMIT adds. (demonstration)",
        ),
    }
    so_far = models.LineDecision.objects.get(activity__workplan=plans(2011)["mm"], outcome="return")
    assert so_far.activity.title == "Standard operating procedures for a bilateral agreement (demonstration)"
    assert (
        so_far.reason == "Name the neighbouring country that has agreed to these procedures. (demonstration)"
    )
    assert (
        models.LineDecision.objects.filter(activity__workplan=plans(2011)["mm"], sent_at__isnull=True).count()
        == 8
    )


def test_2011_a_participation_waits_one_is_confirmed_and_one_declined(demo):
    parts = models.Participation.objects.filter(activity__workplan=plans(2011)["regional"])

    assert parts.filter(confirmed_at__isnull=False).count() == 1
    assert parts.filter(confirmed_at__isnull=True).count() == 9
    titles = [str(item.title) for item in waiting_for(demo.regional, on=date(2011, 2, 16))]
    assert "Choose another country for RG-2011-002, because Thailand does not take part" in titles


def test_one_ministry_of_cambodia_has_something_to_answer_and_the_others_said_their_word(demo):
    plan = models.Workplan.objects.get(cycle__year=2011, taskforce__slug="kh")
    said = {row["name"]: row["code"] for row in rows_of(plan)}

    assert said == {
        "Ministry of Interior": "yes",
        "Ministry of Justice": "not_answered",
        "Ministry of Labour": "yes",
        "Ministry of Social Affairs": "no",
    }
    titles = [str(item.title) for item in waiting_for(demo["kh.member"], on=date(2011, 2, 16))]
    assert "Answer for your ministry: do you agree to the workplan 2011?" in titles


def test_every_title_and_person_says_that_it_is_a_demonstration(demo):
    assert not models.Activity.objects.exclude(title__endswith="(demonstration)").exists()
    assert not Recommendation.objects.exclude(text__endswith="(demonstration)").exists()
    assert not User.objects.exclude(name__endswith="(demonstration)").exists()
    assert not User.objects.exclude(is_demo=True).exists()
    assert not models.AnnualCycle.objects.exclude(is_demo=True).exists()


def test_members_and_delegates_are_plainly_made_up_and_a_page_says_so(demo, client_of, settings):
    settings.DEMO = True
    delegates = Meeting.objects.get(slug="som-8-imm-3").delegates.all()
    names = [one.name for one in (*delegates, *models.TaskforceMember.objects.all())]
    page = client_of(demo.regional).get("/meetings/som-8-imm-3/")

    assert {name[:20] for name in names} == {"Demonstration member"}
    named = {row["name"]: row["count"] for row in page.context["delegations"] if row["count"]}
    assert named == {"Cambodia": 6, "Lao PDR": 6}
    assert "<s>December 2010, Thailand</s>" in page.text
    assert "Before: December 2010 and Thailand. Now: 14 Feb to 16 Feb 2012, Hanoi and Viet Nam" in page.text
    assert page.text.count("Demonstration data") == 1


def test_the_accounts_are_those_that_are_promised_and_hold_their_seats_without_end(demo):
    roles = [f"{slug}.{role}" for slug in COUNTRIES for role in ("officer", "lead", "desk")]
    expected = {*roles, "kh.member", "kh.member2", "la.member", "regional", "manager", "ilo", "observer"}

    assert set(User.objects.values_list("email", flat=True)) == {
        f"{name}@commit.example" for name in expected
    }
    assert set(models.Seat.objects.values_list("starts_on", "ends_on")) == {(date(2008, 1, 1), None)}
    assert User.objects.get(email="vn.desk@commit.example").check_password(PASSWORD)


def test_partner_money_is_outside_the_ceiling_and_accepted(demo):
    accepted = models.Contribution.objects.filter(status="accepted", activity__workplan__cycle__year=2009)

    assert accepted.aggregate(total=Sum("amount"))["total"] > 0


def test_a_second_demonstration_is_refused_and_changes_nothing(demo, settings):
    settings.DEMO = True
    before = models.Activity.objects.count()

    with pytest.raises(CommandError, match="This portal already has a year"):
        call_command("demo")

    assert models.Activity.objects.count() == before


@pytest.mark.parametrize("stage", [Stage.APPROVAL, Stage.SOM], indirect=True)
def test_visitors_of_a_stage_meet_a_day_after_all_that_was_prepared_for_it(demo, stage):
    assert Event.objects.latest("at").at.date() < clock.today() == DAYS[stage]
    recorded = models.CycleStep.objects.aggregate(first=Max("actual_from"), last=Max("actual_until"))
    assert max(recorded.values()) <= DAYS[stage]


@pytest.mark.parametrize("stage", [Stage.MID_YEAR], indirect=True)
def test_the_mid_year_stage_leaves_viet_nam_to_answer_late(demo, stage):
    titles = list(models.Grant.objects.values_list("title", flat=True))
    assert titles == ["Grant A (demonstration)", "Grant B (demonstration)"]
    assert {plan.status for plan in plans(2011).values()} == {"approved"}
    assert Event.objects.latest("at").at.date() < clock.today()
    titles = [str(task.title) for task in waiting_for(demo["vn.lead"], on=clock.today())]
    assert titles == ["Answer the mid-year review 2011 and submit the answers"]


@pytest.mark.parametrize("stage", list(Stage), indirect=True)
def test_page_form_list_and_step_of_the_year_say_the_same_of_each_meeting(demo, client_of, settings):
    settings.DEMO = True
    office = client_of(demo.regional)
    listed = {row["meeting"]: row for row in office.get("/meetings/").context["listed"].rows}
    assert listed.keys() == set(Meeting.objects.all())
    assert len(listed) >= 8

    for meeting, row in listed.items():
        page = office.get(f"/meetings/{meeting.slug}/")
        typed = office.get(f"/meetings/{meeting.slug}/edit/").context["form"].initial
        planned, actual = ((typed[f"{kind}_from"], typed[f"{kind}_until"]) for kind in ("planned", "actual"))
        hosts = [str(models.Country.objects.filter(pk=typed[of]).first() or "") for of in HOSTS]
        expected = said_by_the_form(planned, actual, typed["venue"], *hosts)
        for said in (page.context["row"], row):
            assert tuple(said[name] for name in ("planned", "planned_place", "actual", "place")) == expected
        assert all(said in page.text for said in (*expected, meeting.theme))
        assert actual[0] is None or actual[0] <= clock.today()
        for review in meeting.reviews.select_related("cycle"):
            year = review.cycle.year
            steps = office.get(f"/{year}/").context["steps"]
            when = steps[6 if review.stage == "mid-year" else 7]["when"]
            first, last = (short_day(day, year) for day in planned)
            last_day = short_day(actual[1] or actual[0], year)
            assert when[0] == (f"Done on {last_day}" if actual[0] else f"Planned: {first} to {last}")


def said_by_the_form(
    planned: Days, actual: Days, venue: str, planned_host: str, host: str
) -> tuple[str, ...]:
    """What the page says of these fields: when and where the meeting is planned, when and where it was held."""
    if actual[0]:
        place = ", ".join(filter(None, (venue, host)))
        held = span(*actual) if actual[1] else f"Began on {day(actual[0])}, last day not known"
        return span(*planned) if any(planned) else "Not recorded", planned_host, held, place
    if any(planned):
        return span(*planned), ", ".join(filter(None, (venue, planned_host))), "Not held yet", ""
    return "", "", "", ""
