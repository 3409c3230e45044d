"""The reviews of the demonstration: made-up answers, through the actions of the reviews.

Answers follow a fixed pattern, so that every run says the same. Nothing in them is real.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from reporting.answers.answer_actions import answer_sheet
from reporting.answers.answer_content import ActivityAnswer, TargetAnswer
from reporting.answers.beside import answer_shown
from reporting.answers.partner_support import PartnerAnswer
from reporting.answers.queries import activities_under_review, targets_asked_of
from reporting.demo.people import Cast, at
from reporting.evidence.actions import add_file, add_link, show_evidence
from reporting.evidence.checks import checked
from reporting.meetings.actions import MeetingDraft, RecommendationDraft, add_meeting, follow_up, recommend
from reporting.models import CountryReview, Evidence, Meeting, RecommendationAddressee, Review
from reporting.reviews.actions import close_review, open_review, submit_sheet
from reporting.statuses import (
    Delivered,
    FollowUpStatus,
    KeptDays,
    MeetingKind,
    ProgressStatus,
    ReviewStage,
    TargetProgress,
)
from spa.actions.reference import read_toml
from spa.models import Area, Target
from workplans.models import AnnualCycle, Country, Seat, Taskforce, VersionLine
from workplans.statuses import Audience

LINK = "https://moj.example/made-up-news"
PICTURE_WORDS = "Made up for the demonstration. No real place."
NARRATIVES = read_toml(Path(__file__).resolve().parent / "narratives.toml")
DONE, UNDER_WAY, NOT_FOLLOWED = FollowUpStatus.DONE, FollowUpStatus.UNDER_WAY, FollowUpStatus.NOT_FOLLOWED
ANSWERS = {
    "A": TargetProgress.ACHIEVED,
    "P": TargetProgress.IN_PROGRESS,
    "N": TargetProgress.NO_ACTIVITY,
    "-": "",
}
# A row for each target of PPC 1, in the order of Table 2; a letter for each country in protocol order and the
# region. The true answers of 2009 are lost. A dash is no answer: not reported.
MID_2009 = ("------P", "PP-PP--", "P-PPA--", "PPPPPPP", "-PP-PN-", "-NP-P--", "N-NPPNP")
END_2009 = ("------A", "AAPPAP-", "APPAAP-", "PPAPAPP", "PAPPAN-", "PNPPP--", "NPNPANP")
# SPA III has 23 targets; their answers run through these patterns, one further for each country.
MID_2011 = "PNPPNP-PNNP"
END_2011 = "APPNAPPA-PN"
# Three runs over the letters of 2011: most answers stay or move forward, some slip back.
MID_2012 = "AAPPAPPA-PNAPPPPPAAP-NAAPNAPPA-PP"


@dataclass(frozen=True)
class Sitting:
    """When a review was opened, answered and closed, and the day on which its answers stand."""

    cycle: AnnualCycle
    stage: ReviewStage
    opened: datetime
    answered: datetime
    closed: datetime
    letters: str | tuple[str, ...]
    meeting: Meeting | None = None

    @property
    def on(self) -> date:
        return timezone.localdate(self.answered)


def review_2009(cycle: AnnualCycle, cast: Cast) -> None:
    """Both reviews of 2009, answered by everybody and closed: at mid-year without a meeting, then at SOM 7."""
    hold(
        Sitting(cycle, ReviewStage.MID_YEAR, at(2009, 6, 1), at(2009, 6, 22), at(2009, 6, 25), MID_2009), cast
    )
    som_7 = Meeting.objects.get(slug="som-7")
    hold(
        Sitting(cycle, ReviewStage.SOM, at(2009, 12, 10), at(2010, 1, 11), at(2010, 1, 21), END_2009, som_7),
        cast,
    )
    area = Area.objects.get(plan=cycle.plan, code="1")
    course, everybody = "Hold a refresher course for national trainers in every country.", ("kh", "la", "vn")
    materials = "Share the piloted training materials between all six countries."
    _recommend(som_7, ((course, area, everybody),), cast, now=at(2010, 1, 21), due_on=date(2010, 12, 31))
    _recommend(som_7, ((materials, None, ("cn", "mm", "regional")),), cast, now=at(2010, 1, 21))
    done, under_way = (
        dict.fromkeys(("kh", "vn", "mm"), DONE),
        dict.fromkeys(("la", "cn", "regional"), UNDER_WAY),
    )
    _follow_up(som_7, done | under_way, cast, now=at(2010, 11, 8))


def review_mid_year_2011(cycle: AnnualCycle, cast: Cast) -> None:
    """At a meeting of the regional taskforce. Viet Nam has not answered when the review closes."""
    thailand = Country.objects.get(code="TH")
    draft = MeetingDraft(
        parts=((MeetingKind.REGIONAL_TASKFORCE, None),),
        planned_host=thailand,
        host=thailand,
        venue="Bangkok (demonstration)",
        planned_from=date(2011, 6, 20),
        planned_until=date(2011, 6, 21),
        actual_from=date(2011, 6, 27),
        actual_until=date(2011, 6, 28),
        agenda="1. Progress of each country (demonstration)\n2. The regional workplan (demonstration)",
    )
    meeting = add_meeting(draft, by=cast.regional, now=at(2011, 5, 9), is_demo=True)
    som_7 = Meeting.objects.get(slug="som-7")
    _follow_up(som_7, {"la": UNDER_WAY, "regional": DONE}, cast, now=at(2011, 6, 22))
    hold(
        Sitting(
            cycle,
            ReviewStage.MID_YEAR,
            at(2011, 6, 1),
            at(2011, 6, 22),
            at(2011, 6, 28),
            MID_2011,
            meeting,
        ),
        cast,
        absent=("vn",),
    )


def review_som_2011(cycle: AnnualCycle, cast: Cast) -> None:
    """At SOM 8 and IMM 3, which met in February 2012; Viet Nam's mid-year answers came late, in August."""
    late = CountryReview.objects.get(
        review__cycle=cycle, review__stage=ReviewStage.MID_YEAR, taskforce__slug="vn"
    )
    mid_year = Sitting(
        cycle, ReviewStage.MID_YEAR, at(2011, 6, 1), at(2011, 8, 15), at(2011, 6, 28), MID_2011
    )
    _answer(late, mid_year, cast)
    som_7, som_8 = (Meeting.objects.get(slug=slug) for slug in ("som-7", "som-8-imm-3"))
    _follow_up(som_7, {"la": DONE, "cn": NOT_FOLLOWED}, cast, now=at(2012, 1, 23))
    hold(
        Sitting(cycle, ReviewStage.SOM, at(2011, 12, 12), at(2012, 1, 23), at(2012, 2, 16), END_2011, som_8),
        cast,
    )
    target = Target.objects.get(plan=cycle.plan, code="3.T1")
    recommendations = (
        (
            "Report cases with the common indicators from 2012 on.",
            None,
            ("kh", "cn", "la", "mm", "th", "vn", "regional"),
        ),
        (
            "Bring the guidelines for the identification of victims into use at all borders.",
            target,
            ("la", "mm"),
        ),
        ("Hold two bilateral follow-up meetings before the next mid-year review.", None, ("kh", "th", "vn")),
    )
    _recommend(som_8, recommendations, cast, now=at(2012, 2, 16))


def review_mid_year_2012(cycle: AnnualCycle, cast: Cast) -> None:
    """Without a meeting; everybody has answered."""
    mid_year = Sitting(
        cycle, ReviewStage.MID_YEAR, at(2012, 6, 1), at(2012, 6, 20), at(2012, 6, 27), MID_2012
    )
    hold(mid_year, cast)


def hold(sitting: Sitting, cast: Cast, *, absent: tuple[str, ...] = ()) -> Review:
    """Open a review, let every taskforce but the absent answer and submit, and close it."""
    review = open_review(
        sitting.cycle,
        sitting.stage,
        meeting=sitting.meeting,
        answers_due_on=sitting.on,
        kept_days=KeptDays.MEETING if sitting.meeting else "",
        by=cast.regional,
        now=sitting.opened,
    )
    for sheet in review.sheets.select_related("taskforce__country", "review__cycle__plan"):
        if sheet.taskforce.slug not in absent:
            _answer(sheet, sitting, cast)
    closed = close_review(review, with_at_least=0, by=cast.regional, now=sitting.closed)
    links = Evidence.objects.filter(sheet__review__cycle=sitting.cycle, kind="link")
    ticked = [f"{link.pk}-{one}" for link in links for one in (Audience.TASKFORCES, Audience.PARTNERS)]
    if ticked:
        plan = sitting.cycle.workplans.get(taskforce__slug="kh")
        show_evidence(plan, ticked, by=cast["kh.lead"], now=sitting.closed)
    return closed


def _answer(sheet: CountryReview, sitting: Sitting, cast: Cast) -> None:
    taskforce = sheet.taskforce
    slug = taskforce.slug
    region = taskforce.is_regional
    officer, lead, desk = (
        (cast.regional,) * 3
        if region
        else (cast[f"{slug}.officer"], cast[f"{slug}.lead"], cast[f"{slug}.desk"])
    )
    lines = list(activities_under_review(sheet))
    targets = targets_asked_of(sheet)
    answer_sheet(
        sheet,
        activities={line.activity_id: _progress(line, place, sitting) for place, line in enumerate(lines)},
        targets=_target_answers(targets, lines, taskforce, sitting),
        by=officer,
        now=sitting.answered - timedelta(hours=2),
    )
    if slug == "kh" and sitting.cycle.year == 2011:
        _show_evidence(sheet, lines[0], officer, now=sitting.answered - timedelta(hours=2))
    spent = {line.activity_id: _spent(line, place, sitting) for place, line in enumerate(lines)}
    answer_sheet(sheet, spent=spent, by=desk, now=sitting.answered - timedelta(hours=1))
    submit_sheet(sheet, by=lead, now=sitting.answered)


def _show_evidence(sheet: CountryReview, line: VersionLine, officer: Seat, *, now: datetime) -> None:
    """A link and a picture, which says that it is none of anything real."""
    answer = answer_shown(sheet, line.short_code)
    if answer is None:
        return
    add_link(answer, LINK, title=_made_up("News about the activity"), by=officer, now=now)
    drawn = Image.new("RGB", (640, 320), "#EFEBE1")
    ImageDraw.Draw(drawn).text((40, 140), PICTURE_WORDS, fill="#333333", font_size=22)
    out = BytesIO()
    drawn.save(out, "PNG")
    upload = SimpleUploadedFile("made-up-picture.png", out.getvalue())
    with checked(upload, year=sheet.review.cycle.year) as file:
        add_file(answer, file, title=_made_up("The room of the course"), by=officer, now=now)


def _status(line: VersionLine, place: int, sitting: Sitting) -> str:
    """Most are done when the year is over; one in eleven is postponed, one in seven still goes on."""
    if line.starts_on is None or line.ends_on is None or line.starts_on > sitting.on:
        return ProgressStatus.NOT_STARTED
    if place % 11 == 6:
        return ProgressStatus.POSTPONED
    if line.ends_on > sitting.on or (sitting.stage == ReviewStage.SOM and place % 7 == 4):
        return ProgressStatus.UNDER_WAY
    return ProgressStatus.DONE


def _progress(line: VersionLine, place: int, sitting: Sitting) -> ActivityAnswer:
    status = _status(line, place, sitting)
    began = status in (ProgressStatus.UNDER_WAY, ProgressStatus.DONE)
    done = status == ProgressStatus.DONE
    return ActivityAnswer(
        status=status,
        actual_starts_on=line.starts_on if began else None,
        actual_ends_on=line.ends_on if done else None,
        spending=_partners(line, place, status),
        narrative=_said_of(line, place, status),
    )


def _partners(line: VersionLine, place: int, status: str) -> tuple[PartnerAnswer, ...]:
    """All of a partner's money on a line that is done, half of it on one under way; help in kind comes with the end.

    Of every ninth line that is done, partners that nobody names paid something as well.
    """
    share = {ProgressStatus.DONE: Decimal(1), ProgressStatus.UNDER_WAY: Decimal("0.5")}
    part = share.get(ProgressStatus(status), Decimal(0))
    come = {ProgressStatus.DONE: Delivered.YES, ProgressStatus.UNDER_WAY: Delivered.PARTLY}
    delivered = come.get(ProgressStatus(status), Delivered.NO)
    said = [
        PartnerAnswer(gift.partner_id, gift.amount * part)
        if gift.amount is not None
        else PartnerAnswer(gift.partner_id, delivered=delivered)
        for gift in line.supports.all()
    ]
    if status == ProgressStatus.DONE and place % 9 == 4:
        said.append(PartnerAnswer(None, Decimal(150 + 50 * (place % 4))))
    return tuple(said)


def _said_of(line: VersionLine, place: int, status: str) -> str:
    """Words where there is something to say: of every seventh line that is done, by its type, and of what is not done."""
    if status == ProgressStatus.UNDER_WAY and place % 3 == 0:
        return _made_up(NARRATIVES["activities"]["under_way"])
    if status == ProgressStatus.POSTPONED:
        return _made_up(NARRATIVES["activities"]["postponed"])
    said = NARRATIVES["done"].get(line.type.code if line.type else "", [])
    if status != ProgressStatus.DONE or place % 7 or not said:
        return ""
    return _made_up(said[place // 7 % len(said)])


def _made_up(words: str) -> str:
    """As recognisable as all else of the demonstration."""
    return f"{words} (demonstration)"


def _spent(line: VersionLine, place: int, sitting: Sitting) -> Decimal:
    """US dollars of the Secretariat: nearly all of a line that is done, less than half of one under way."""
    percent = {ProgressStatus.DONE: 96 - place % 5, ProgressStatus.UNDER_WAY: 45}
    share = percent.get(ProgressStatus(_status(line, place, sitting)), 0)
    return (line.secretariat_cost or Decimal(0)) * share / 100


def _target_answers(
    targets: list[Target], lines: list[VersionLine], taskforce: Taskforce, sitting: Sitting
) -> dict[int, TargetAnswer]:
    """A country says "no activity yet" only of a target that none of its lines serves, and of those it has no news."""
    column = taskforce.position - 1
    served = {link.target_id for line in lines for link in line.target_links.all()}
    answers = {}
    for place, target in enumerate(targets):
        if isinstance(sitting.letters, str):
            letter = sitting.letters[(place + 4 * column) % len(sitting.letters)]
        else:
            letter = sitting.letters[target.position - 1][column]
        if letter == "N" and target.pk in served:
            letter = "P"
        elif letter == "P" and target.pk not in served and not taskforce.is_regional:
            letter = "N"
        status = ANSWERS[letter]
        if status:
            answers[target.pk] = TargetAnswer(
                status=status,
                narrative=_made_up(said)
                if place % 2 and (said := NARRATIVES["targets"].get(status, ""))
                else "",
                achieved_on=sitting.on - timedelta(days=40) if status == TargetProgress.ACHIEVED else None,
            )
    return answers


def _recommend(
    meeting: Meeting,
    recommendations: tuple[tuple[str, Area | Target | None, tuple[str, ...]], ...],
    cast: Cast,
    *,
    now: datetime,
    due_on: date | None = None,
) -> None:
    taskforces = {row.slug: row for row in Taskforce.objects.select_related("country")}
    for text, about, slugs in recommendations:
        draft = RecommendationDraft(
            text=f"{text} (demonstration)",
            addressees=tuple(taskforces[slug] for slug in slugs),
            area=about if isinstance(about, Area) else None,
            target=about if isinstance(about, Target) else None,
            due_on=due_on,
        )
        recommend(meeting, draft, by=cast.regional, now=now)


def _follow_up(meeting: Meeting, statuses: dict[str, FollowUpStatus], cast: Cast, *, now: datetime) -> None:
    """Each taskforce says the same of every recommendation of a meeting that is addressed to it."""
    asked = RecommendationAddressee.objects.filter(recommendation__meeting=meeting)
    for addressee in asked.select_related("taskforce", "recommendation__meeting"):
        slug = addressee.taskforce.slug
        if status := statuses.get(slug):
            by = cast.regional if slug == "regional" else cast[f"{slug}.officer"]
            words = _made_up(NARRATIVES["recommendations"][status])
            follow_up(addressee, status=status, words=words, by=by, now=now)
