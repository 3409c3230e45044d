"""The page of one cell: what stands behind its word, and who reads which part of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import F

from reporting.answers.sheet_data import SheetData
from reporting.comparison.cell_details import suggestion_of
from reporting.comparison.cell_page import cell_found, cell_of
from reporting.dataset import ActivityFacts
from reporting.dataset.money import SupportFacts
from reporting.dataset.values import Result
from reporting.evidence.actions import add_link
from reporting.meetings.actions import add_meeting, recommend
from reporting.models import CountryReview, Evidence
from reporting.questions.actions import ask_question
from reporting.reviews.actions import open_review, reopen_sheet, submit_sheet
from reporting.search.answer_search import answers_found
from reporting.statuses import MeetingKind
from spa.models import Target
from tests import cast, report_samples
from tests.answers import activity_answer, answer_sheet, target_answer
from tests.reporting.dataset_queries.test_rows import NOW, answered_at_som, make_reviewed
from workplans.models import AnnualCycle, Workplan
from workplans.releasing.actions import release_workplan
from workplans.statuses import Audience

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

type Read = Callable[..., str]
PAGE = "/2011/comparison/1.T1/kh/"
INSIDE = ("kh_officer", "kh_lead", "kh_member", "kh_desk", "regional_office", "regional_manager")
OUTSIDE = ("lao_officer", "lao_lead", "lao_desk")


@pytest.fixture
def read(world: cast.World, client_of: cast.SignIn) -> Read:
    """The page of a cell as a seat reads it."""

    def page(name: str, path: str = PAGE) -> str:
        response = client_of(world.seats[name]).get(path)
        assert response.status_code == 200
        return response.text

    return page


@pytest.fixture
def corrected(world: cast.World) -> cast.World:
    return make_corrected(world)


def make_corrected(world: cast.World) -> cast.World:
    """Mid-year closed, opened again with a reason, sent back with a question, and closed as "in progress" with a link."""
    review, seats = make_reviewed(world), world.seats
    target = Target.objects.get(code="1.T1")
    first = review.sheets.get(taskforce__slug="kh")
    later = NOW + timedelta(days=3)
    second = reopen_sheet(first, note="Reason of the reopening", by=seats["regional_office"], now=later)
    answers = {target.pk: target_answer("in_progress", "ពាក្យរបស់យើង\nOur words")}
    answer_sheet(second, targets=answers, by=seats["kh_officer"], now=later)
    for slug, title in (("1.T1", "Minutes of the network"), ("001", "List of the course")):
        shown = SheetData(second).row(slug)
        add_link(shown, f"https://moj.example/{slug}", title=title, by=seats["kh_officer"], now=later)
    ask_question(second, target=target, text="Question of the desk", by=seats["kh_desk"], now=later)
    submit_sheet(second, by=seats["kh_lead"], now=later)
    return world


SECRETS = (
    "Minutes of the network",
    "List of the course",
    "Question of the desk",
    "Reason of the reopening",
    "The portal suggested",
    "Cambodia chose “In progress”.",
    "What happened",
)


def test_evidence_history_and_suggestion_are_read_by_taskforce_desk_and_regional_office_alone(
    corrected, read
):
    release_workplan(corrected.workplan("kh"), Audience.TASKFORCES, by=corrected.seats["kh_lead"], now=NOW)
    for name in INSIDE:
        text = read(name)
        assert [secret for secret in SECRETS if secret not in text] == [], name
        assert "· KH-2011-001 · added on" in text
    for name in OUTSIDE:
        text = read(name)
        assert "Our words" in text
        assert [secret for secret in SECRETS if secret in text] == [], name


def test_a_peer_reads_states_and_nothing_behind_them_before_the_release(corrected, read):
    text = read("lao_officer")

    for planted in (*SECRETS, "Our words", "Quiet words", "Secret words", "Explanation", "1,000", "600"):
        assert planted not in text
    assert "Not released." in text
    assert "In progress" in text
    assert "version 2 of the answers" in text


def test_the_last_closed_round_of_each_review_stands_on_the_track(corrected, read):
    text = read("kh_lead").partition("The answer at each review")[2].partition("</section>")[0]

    assert text.count("<li ") == 1
    assert "Mid-year 2011, version 2 of the answers" in text
    assert "Quiet words" not in text
    assert '<span lang="km">ពាក្យរបស់យើង' in text
    assert "Not closed yet" not in text
    open_review(corrected.cycle, "som", by=corrected.seats["regional_office"], now=NOW + timedelta(days=4))
    assert "SOM 2011" in read("kh_lead").partition("Not closed yet")[2]


def test_an_answer_that_moved_back_says_so(world, read, target):
    make_reviewed(world)
    answered_at_som(world.cycle, world, targets={target.pk: target_answer("in_progress", "Not any more")})

    track = read("kh_lead").partition("The answer at each review")[2].partition("</section>")[0]

    assert track.count("Moved back") == 1
    assert track.index("Achieved") < track.index("In progress") < track.index("Moved back")
    world.open_year(2012)
    for name, words in (("kh_lead", 2), ("kh_desk", 2), ("lao_officer", 0)):
        later = read(name, "/2012/comparison/1.T1/kh/")
        assert later.count("Moved back") == 1
        assert later.count("Not any more") + later.count("Quiet words") == words


def test_a_withdrawn_answer_is_called_so_and_its_reason_is_for_those_who_read_words(world, read, target):
    make_reviewed(world)
    answered_at_som(world.cycle, world, targets={target.pk: target_answer("taken_back", "Counted twice")})

    own, peer = read("kh_lead"), read("lao_officer")

    assert "Why the answer was withdrawn" in own
    assert "<p>Counted twice</p>" in own
    assert "Counted twice" not in peer
    for name in ("kh_lead", "lao_officer"):
        assert "The answer was withdrawn." in read(name)
        assert '<span class="word">Answer withdrawn</span>' in read(name, "/2011/comparison/")


def test_words_before_a_status_are_no_answer_and_that_of_mid_year_stays(world, read, target):
    make_reviewed(world)
    answered_at_som(world.cycle, world, targets={target.pk: target_answer("", "Nobody has chosen")})

    text = read("kh_lead")

    track = text.partition("The answer at each review")[2].partition("</section>")[0]
    assert track.count("Achieved") == 2
    assert "SOM 2011, as reported at mid-year" in track
    assert "Not reported" not in track
    assert "Nobody has chosen" not in text
    assert "Why the answer was withdrawn" not in text
    assert answers_found(world.seats["kh_lead"], ["nobody", "chosen"], most=5) == []


def test_their_own_language_comes_first_and_has_its_tag(corrected, read):
    text = read("kh_lead").partition("Explanation</h2>")[2].partition("</section>")[0]

    assert text.index('<p lang="km">ពាក្យរបស់យើង</p>') < text.index("<p>Our words</p>")


def test_the_page_asks_at_most_ten_queries_beside_the_frame(
    corrected, client_of, django_assert_max_num_queries
):
    """Once the dataset is remembered, whatever there is of evidence and answers."""
    sheet = CountryReview.objects.filter(taskforce__slug="kh").latest("round")
    for name in ("regional_office", "kh_lead"):
        client = client_of(corrected.seats[name])
        client.get(PAGE)
        with django_assert_max_num_queries(50) as frame:
            client.get("/2011/comparison/counts/")
        for _ in range(3):
            row = Evidence.objects.filter(sheet=sheet).first()
            row.pk = None
            row.save()
            with django_assert_max_num_queries(len(frame) + 10):
                client.get(PAGE)


def test_evidence_of_answers_that_are_not_closed_is_not_called_none(world, read):
    review = open_review(world.cycle, "mid-year", by=world.seats["regional_office"], now=NOW)
    shown = SheetData(review.sheets.get(taskforce__slug="kh")).row("1.T1")
    add_link(shown, "https://moj.example/", title="Planted", by=world.seats["kh_officer"], now=NOW)

    for name in ("regional_office", "kh_lead"):
        text = read(name)
        assert "You can see the evidence here after the answers are closed." in text
        assert "None yet" not in text
        assert "Planted" not in text


def test_a_role_stands_with_every_row_of_the_history_and_no_person(corrected, read):
    text = read("regional_office").partition("What happened")[2].partition("</section>")[0]

    for words in ("Cambodia taskforce · Mid-year 2011", "Cambodia desk · Mid-year 2011", "Our words"):
        assert words in text
    names = [corrected.seats[name].user.name for name in ("kh_officer", "kh_lead", "kh_desk")]
    assert [name for name in names if name in text] == []


def test_evidence_of_an_answer_that_has_changed_since_says_so(world, read):
    sheet = make_reviewed(world).sheets.get(taskforce__slug="kh")
    target = Target.objects.get(code="1.T1")
    kept = {"kind": "link", "url": "https://moj.example/", "at": NOW, "by": world.seats["kh_lead"].user}
    Evidence.objects.create(sheet=sheet, target=target, title="The law", **kept)
    said = '<strong class="second late">Mid-year 2011: Achieved, now In progress</strong>'
    answered_at_som(world.cycle, world, targets={target.pk: target_answer("in_progress", "Repealed")})

    assert said in read("kh_lead")
    Evidence.objects.update(removed_at=NOW, removed_by=world.seats["kh_lead"].user, removed_because="x")
    assert "The closed answers have no files and no links." in read("kh_lead")


def test_a_plan_that_is_not_approved_hides_no_explanation_that_the_office_reads(corrected, read):
    Workplan.objects.filter(taskforce__slug="kh").update(of_record=None)
    AnnualCycle.objects.update(revision=F("revision") + 1)

    office, peer = read("regional_office"), read("lao_officer")

    assert "After the answers are closed, you can read their explanations under “What happened”." in office
    assert "Our words" in office.partition("What happened</h2>")[2]
    assert "under “What happened”" not in peer
    assert "Our words" not in peer


def test_a_recommendation_on_the_target_stands_with_what_became_of_it(world, read):
    make_reviewed(world)
    office, countries = world.seats["regional_office"], (world.seats["kh_lead"].taskforce,)
    meeting = add_meeting(((MeetingKind.SOM, 8),), by=office, now=NOW)
    open_review(world.cycle, "som", meeting=meeting, by=office, now=NOW)
    for code, text in (("1.T1", "Train the judges"), ("1.T2", "Something else")):
        recommend(
            meeting, text=text, addressees=countries, about=Target.objects.get(code=code), by=office, now=NOW
        )

    text = read("lao_officer")

    assert "8.1 Train the judges" in text
    assert "SOM 8, to Cambodia" in text
    assert '<span class="mark" data-status="asked">Open</span>' in text
    assert "Something else" not in text


def test_a_regional_activity_in_which_the_country_takes_part_is_among_the_activities():
    sample = report_samples.sample_2009()
    target = sample.areas[0].targets[0]
    line = replace(
        sample.regional.activities[0], targets=(target.code,), shared_with=("KH", "TH"), title="Bench book"
    )
    first, *others = sample.chapters
    own = replace(first.activities[0], targets=(target.code,))
    chapters = (replace(first, activities=(own,)), *others)
    dataset = replace(sample, chapters=chapters, regional=replace(sample.regional, activities=(line,)))

    rows = {
        place: cell_of(cell_found(dataset, target.code, place), "", date(2011, 7, 1))["activities"]
        for place in ("kh", "la")
    }

    assert "Bench book" in [row["title"] for row in rows["kh"]]
    assert "Bench book" not in [row["title"] for row in rows["la"]]
    # Where two workplans meet, 001 says too little.
    assert {row["code"][:3] for row in rows["kh"]} == {"KH-", "RG-"}


def test_a_regional_activity_of_the_same_number_has_no_evidence_of_the_country(corrected, read):
    office, plan = corrected.seats["regional_office"], corrected.workplan("regional")
    countries = (corrected.seats["kh_lead"].taskforce, corrected.seats["lao_lead"].taskforce)
    cast.complete_line(plan, by=office, title="Bench book", countries=countries)
    cast.in_force(plan)

    text = read("kh_lead")
    row = text.partition("Bench book")[2].partition("</tr>")[0]
    # The cell of the comparison counts the country's own.
    (own,) = re.findall(
        r">See (\d) activit[^<]*<span[^>]*>, Cambodia, target 1.T1<", read("kh_lead", "/2011/comparison/")
    )
    assert f"Activities of Cambodia: {own}. Regional activities in which Cambodia takes part: 1." in text
    assert "The region’s answers show the evidence" in row


def test_the_ways_lead_to_the_next_place_and_to_the_targets_beside(world, read):
    make_reviewed(world)

    ways = read("kh_lead", f"{PAGE}?stage=mid-year").partition('aria-label="Other targets and countries"')[2]

    assert '<a href="/2011/comparison/1.T1/cn/?stage=mid-year">Same target, next: China</a>' in ways
    assert "Cambodia, next target: 1.T2</a>" in ways
    assert "target before" not in ways


def test_a_target_that_a_place_does_not_answer_has_no_track(world, read):
    make_reviewed(world)
    Target.objects.filter(code="1.T1").update(scope="regional")
    AnnualCycle.objects.update(revision=F("revision") + 1)

    text = read("kh_lead")

    assert "Not asked" in text
    for head in ("The answer at each review", "What happened", "Explanation"):
        assert head not in text


def test_spending_of_partners_that_counts_no_more_is_said_where_the_sums_stand(world, read):
    make_reviewed(world)
    line = world.workplan("kh").activities.order_by("code").first()
    answered_at_som(world.cycle, world, activities={line.pk: activity_answer("not_started")})

    assert "Partners, reported at mid-year, no longer counted, US$" in read("kh_lead")
    said = (
        "Partners’ spending reported at mid-year no longer counts, because of a later answer for the activity"
    )
    assert f"{said}: KH-2011-001 (US$40)." in read("kh_lead", "/2011/comparison/money/")


def test_what_partners_spent_outside_offers_is_not_compared_with_offers():
    sample = report_samples.sample_2009()
    code, whole = sample.areas[0].targets[0].code, Decimal(2250)
    named = SupportFacts("IOM", accepted=whole, spent=Decimal(2000))
    others = SupportFacts("", spent=Decimal(884))

    def said(*support: SupportFacts) -> str:
        spent = sum((one.spent or Decimal(0) for one in support), Decimal(0))
        line = replace(
            sample.regional.activities[0],
            targets=(code,),
            support=support,
            accepted=whole,
            spent_partners=spent,
            withdrawn=False,
        )
        dataset = replace(sample, regional=replace(sample.regional, activities=(line,)))
        facts = cell_of(cell_found(dataset, code, "regional"), "", date(2011, 7, 1))["facts"]
        return next(str(amount) for label, amount, _note in facts if label == "Partners, US$")

    assert said(named) == "2,000 of 2,250"
    assert said(named, others) == "2,884"


@pytest.mark.parametrize(
    ("results", "word", "why"),
    [
        ((Result.DONE, Result.UNDER_WAY), "In progress", "1 of 2 activities of this workplan are done."),
        ((Result.NOT_STARTED,), "No activity yet", "0 of 1 activity of this workplan is done."),
    ],
)
def test_the_suggestion_says_how_many_activities_are_done(results, word, why):
    lines = [
        ActivityFacts(f"KH-2011-{number:03}", "x", "1", "training", result=result, accepted=Decimal(0))
        for number, result in enumerate(results)
    ]

    found = suggestion_of(lines)

    assert (str(found["word"]), found["why"]) == (word, why)
    assert suggestion_of([replace(line, result=Result.NOT_REPORTED) for line in lines]) is None
