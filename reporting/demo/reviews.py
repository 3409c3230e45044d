"""The reviews of the demonstration: made-up answers, through the actions of the reviews.

Answers follow a fixed pattern, so that every run says the same. Nothing in them is real.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from commit_portal.sheets.merge import Content
from reporting.answers.answer_actions import answer_sheet
from reporting.answers.answer_content import partner_fields
from reporting.answers.queries import activities_under_review, targets_asked_of
from reporting.answers.sheet_data import SheetData
from reporting.dataset import PartnerAnswer
from reporting.demo.lines import HERE
from reporting.demo.people import Cast, morning_of
from reporting.evidence.actions import add_file, add_link, show_evidence
from reporting.evidence.upload_checks import checked
from reporting.models import CountryReview, Evidence, Meeting, Review, TargetStatus
from reporting.reviews.actions import close_review, open_review, submit_sheet
from reporting.statuses import Delivered, KeptDays, ProgressStatus, ReviewStage, RowKind, TargetProgress
from spa.actions.reference import read_toml
from spa.models import Target
from workplans.models import AnnualCycle, Seat, Taskforce, VersionLine
from workplans.statuses import Audience

LINK = "https://moj.example/made-up-news"
PICTURE_WORDS = "Made up for the demonstration. No real place."
NARRATIVES = read_toml(HERE / "narratives.toml")
ANSWERS = {
    "A": TargetProgress.ACHIEVED,
    "P": TargetProgress.IN_PROGRESS,
    "N": TargetProgress.NO_ACTIVITY,
    "-": "",
}


@dataclass(frozen=True)
class Sitting:
    """When a review was opened, and the days on which it was answered and closed. `meeting` is the slug of one.

    `letters` are the answers for the targets: for each in turn, one further for each country, or a row for each target
    with a letter for each country in protocol order and the region.
    """

    cycle: AnnualCycle
    opened: datetime
    stage: str
    answered: date
    closed: date
    letters: str | Sequence[str]
    meeting: str = ""


def hold(sitting: Sitting, cast: Cast, *, absent: Sequence[str] = ()) -> Review:
    """Open a review, let every taskforce but the absent answer and submit, and close it."""
    closed_at = morning_of(sitting.closed)
    review = open_review(
        sitting.cycle,
        sitting.stage,
        meeting=Meeting.objects.get(slug=sitting.meeting) if sitting.meeting else None,
        answers_due_on=sitting.answered,
        kept_days=KeptDays.MEETING if sitting.meeting else "",
        by=cast.regional,
        now=sitting.opened,
    )
    for sheet in review.sheets.select_related("taskforce__country", "review__cycle__plan"):
        if sheet.taskforce.slug not in absent:
            answer_review(sheet, sitting, cast)
    closed = close_review(review, with_at_least=0, by=cast.regional, now=closed_at)
    links = Evidence.objects.filter(sheet__review__cycle=sitting.cycle, kind="link")
    ticked = [f"{link.pk}-{one}" for link in links for one in (Audience.TASKFORCES, Audience.PARTNERS)]
    if ticked:
        plan = sitting.cycle.workplans.get(taskforce__slug="kh")
        show_evidence(plan, ticked, by=cast["kh.lead"], now=closed_at)
    return closed


def answer_review(sheet: CountryReview, sitting: Sitting, cast: Cast) -> None:
    """Let a taskforce answer and submit."""
    taskforce = sheet.taskforce
    slug, answered_at = taskforce.slug, morning_of(sitting.answered)
    officer = lead = desk = cast.regional
    if not taskforce.is_regional:
        officer, lead, desk = cast[f"{slug}.officer"], cast[f"{slug}.lead"], cast[f"{slug}.desk"]
    lines = list(activities_under_review(sheet))
    targets = targets_asked_of(sheet)
    answer_sheet(
        sheet,
        {
            RowKind.ACTIVITY.of(line.activity_id): _progress(line, place, sitting)
            for place, line in enumerate(lines)
        }
        | _target_answers(targets, lines, taskforce, sitting),
        by=officer,
        now=answered_at - timedelta(hours=2),
    )
    if slug == "kh" and sitting.cycle.year == 2011:
        _show_evidence(sheet, lines[0], officer, now=answered_at - timedelta(hours=2))
    first = SheetData(sheet).row("1.T1") if slug == "kh" and sitting.cycle.year >= 2011 else None
    if first and first.state == (TargetProgress.ACHIEVED, False):
        title = made_up("The report of the ministry on this target")
        add_link(first, LINK, title=title, by=officer, now=answered_at - timedelta(hours=2))
    spent = {
        RowKind.SPENDING.of(line.activity_id): {"spent_secretariat": _spent(line, place, sitting)}
        for place, line in enumerate(lines)
    }
    answer_sheet(sheet, spent, by=desk, now=answered_at - timedelta(hours=1))
    submit_sheet(sheet, by=lead, now=answered_at)


def _show_evidence(sheet: CountryReview, line: VersionLine, officer: Seat, *, now: datetime) -> None:
    """A link and a picture, which says that it is none of anything real."""
    answer = SheetData(sheet).row(line.short_code)
    if answer is None:
        return
    add_link(answer, LINK, title=made_up("News about the activity"), by=officer, now=now)
    drawn = Image.new("RGB", (640, 320), "#EFEBE1")
    ImageDraw.Draw(drawn).text((40, 140), PICTURE_WORDS, fill="#333333", font_size=22)
    out = BytesIO()
    drawn.save(out, "PNG")
    upload = SimpleUploadedFile("made-up-picture.png", out.getvalue())
    with checked(upload, year=sheet.review.cycle.year) as file:
        add_file(answer, *file, title=made_up("The room of the course"), by=officer, now=now)


def _status(line: VersionLine, place: int, sitting: Sitting) -> str:
    """Most are done when the year is over; one in eleven is postponed, one in seven still goes on."""
    if line.starts_on is None or line.ends_on is None or line.starts_on > sitting.answered:
        return ProgressStatus.NOT_STARTED
    if place % 11 == 6:
        return ProgressStatus.POSTPONED
    if line.ends_on > sitting.answered or (sitting.stage == ReviewStage.SOM and place % 7 == 4):
        return ProgressStatus.UNDER_WAY
    return ProgressStatus.DONE


def _progress(line: VersionLine, place: int, sitting: Sitting) -> Content:
    status = _status(line, place, sitting)
    began = status in (ProgressStatus.UNDER_WAY, ProgressStatus.DONE)
    done = status == ProgressStatus.DONE
    return {
        "status": status,
        "actual_starts_on": line.starts_on if began else None,
        "actual_ends_on": line.ends_on if done else None,
        "narrative": _said_of(line, place, status),
        **partner_fields(_partners(line, place, status)),
    }


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
        return made_up(NARRATIVES["activities"]["under_way"])
    if status == ProgressStatus.POSTPONED:
        return made_up(NARRATIVES["activities"]["postponed"])
    said = NARRATIVES["done"].get(line.type.code if line.type else "", [])
    if status != ProgressStatus.DONE or place % 7 or not said:
        return ""
    return made_up(said[place // 7 % len(said)])


def made_up(words: str) -> str:
    """As recognisable as all else of the demonstration."""
    return f"{words} (demonstration)"


def _spent(line: VersionLine, place: int, sitting: Sitting) -> Decimal:
    """US dollars of the Secretariat: nearly all of a line that is done, less than half of one under way."""
    percent = {ProgressStatus.DONE: 96 - place % 5, ProgressStatus.UNDER_WAY: 45}
    share = percent.get(ProgressStatus(_status(line, place, sitting)), 0)
    return (line.secretariat_cost or Decimal(0)) * share / 100


def _target_answers(
    targets: list[Target], lines: list[VersionLine], taskforce: Taskforce, sitting: Sitting
) -> dict[str, Content]:
    """A country says "no activity yet" only of a target that none of its lines serves, and of those it has no news."""
    column = taskforce.position - 1
    served = {link.target_id for line in lines for link in line.target_links.all()}
    had = TargetStatus.objects.filter(
        sheet__taskforce=taskforce,
        sheet__review__cycle__year__lt=sitting.cycle.year,
        status=TargetProgress.ACHIEVED,
    )
    achieved_before = set(had.values_list("target", flat=True))
    answers: dict[str, Content] = {}
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
            said = NARRATIVES["targets"].get(status, "") if place % 2 else ""
            is_new = status == TargetProgress.ACHIEVED and target.pk not in achieved_before
            answers[RowKind.TARGET.of(target.pk)] = {
                "status": status,
                "narrative": said and made_up(said),
                "achieved_on": sitting.answered - timedelta(days=40) if is_new else None,
            }
    return answers
