"""The answers of a sheet: as they are typed, their content by field, and that content as it was."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from commit_portal.db.related_rows import grouped
from commit_portal.i18n.parsing import one_line_end
from commit_portal.sheets.history import RowHistory, walked_back
from commit_portal.sheets.merge import Content, Unit
from reporting.dataset import ACTUAL_DAYS, PartnerAnswer, sum_of_known
from reporting.models import ActivityProgress, AnswerHistory, CountryReview, PartnerSpending, TargetStatus
from reporting.statuses import ProgressStatus, RowKind

# Which answer: its kind, and the key of its activity or target.
type Place = tuple[RowKind, int]
# Only an achieved target has a day.
UNITS = (Unit(tuple(ACTUAL_DAYS)), Unit(("status", "achieved_on")))
SPENT, DELIVERED = "spent_", "delivered_"
# An answer that was withdrawn says nothing.
SAYS_NOTHING = frozenset({"", ProgressStatus.TAKEN_BACK})
BEGUN = frozenset({ProgressStatus.UNDER_WAY, ProgressStatus.DONE})


@dataclass(frozen=True)
class ActivityAnswer:
    """A taskforce's answer for one activity.

    `spending` says something of each partner in it; partners that are not named stand last.
    """

    status: str = ""
    actual_starts_on: date | None = None
    actual_ends_on: date | None = None
    spending: tuple[PartnerAnswer, ...] = ()
    narrative: str = ""

    def __post_init__(self) -> None:
        said = [one for one in self.spending if not one.is_empty]
        said.sort(key=lambda one: (one.partner is None, one.partner or 0))
        object.__setattr__(self, "spending", tuple(said))

    @property
    def spent_partners(self) -> Decimal | None:
        """US dollars of all partners since 1 January; None where nobody says any."""
        return sum_of_known(one.amount for one in self.spending)


@dataclass(frozen=True)
class TargetAnswer:
    """A taskforce's answer for one target. Without a status there is no answer: not reported."""

    status: str = ""
    narrative: str = ""
    achieved_on: date | None = None


# A decimal is what the Secretariat spent, in US dollars.
type Answer = ActivityAnswer | TargetAnswer | Decimal | None


def answers_in(spending: Iterable[PartnerSpending]) -> tuple[PartnerAnswer, ...]:
    """Saved rows as they are answered."""
    return tuple(
        PartnerAnswer(row.partner_id, row.amount, row.delivered, str(row.partner or "")) for row in spending
    )


def answer_of(row: ActivityProgress | None) -> ActivityAnswer:
    """An activity's row as the sheet types it; empty where there is none yet."""
    if row is None:
        return ActivityAnswer()
    spending = answers_in(row.partner_spending.all())
    return ActivityAnswer(row.status, row.actual_starts_on, row.actual_ends_on, spending, row.narrative)


def target_answer_of(row: TargetStatus | None) -> TargetAnswer:
    """A target's row as the sheet types it; empty where there is none yet."""
    return TargetAnswer() if row is None else TargetAnswer(row.status, row.narrative, row.achieved_on)


def spent_field(partner: int | None) -> str:
    """The name of the field in which a partner's spending is typed."""
    return f"spent_{partner or 'others'}"


def delivered_field(partner: int | None) -> str:
    """The name of the field that asks whether a partner's help in kind has come."""
    return f"delivered_{partner}"


def content_of(answer: Answer) -> dict[str, Any]:
    """An answer by the fields of its form: of each partner that is named, its money and its help in kind.

    Texts have "\\n" at the end of a line, however they were typed.
    """
    if not isinstance(answer, ActivityAnswer | TargetAnswer):
        return {"spent_secretariat": answer}
    content = {**vars(answer), "narrative": one_line_end(answer.narrative)}
    for one in content.pop("spending", ()):
        content[spent_field(one.partner)] = one.amount
        if one.partner is not None:
            content[delivered_field(one.partner)] = one.delivered
    return content


def answer_in(kind: RowKind, content: Content) -> Answer:
    """The answer of this content."""
    if kind == RowKind.SPENDING:
        return content["spent_secretariat"]
    if kind == RowKind.TARGET:
        return TargetAnswer(**content)
    said = {name: content[name] for name in content if not name.startswith((SPENT, DELIVERED))}
    return ActivityAnswer(**said, spending=tuple(partners_in(content)))


def partners_in(content: Content) -> Iterator[PartnerAnswer]:
    """What is said of each partner."""
    keys = [name.partition("_")[2] for name in content if name.startswith((SPENT, DELIVERED))]
    for key in dict.fromkeys(keys):
        if key != "secretariat":
            came = content.get(f"{DELIVERED}{key}", "")
            yield PartnerAnswer(None if key == "others" else int(key), content.get(f"{SPENT}{key}"), came)


@dataclass(frozen=True)
class Sending:
    """What a page sent: of each answer the fields, and the version of the sheet that it showed.

    `token` marks the page. What it wrote before, and what the pages of `unanswered` wrote, is no change of somebody else.
    """

    answers: Mapping[Place, tuple[frozenset[str], int]]
    token: UUID | None = None
    unanswered: frozenset[UUID] = frozenset()


def alike(*contents: Content) -> list[dict[str, Any]]:
    """Contents with the same fields: one names a partner that another does not."""
    nothing = {name: "" if name.startswith(DELIVERED) else None for content in contents for name in content}
    return [{**nothing, **content} for content in contents]


def changes_since(sheet: CountryReview, version: int) -> Mapping[str, Sequence[AnswerHistory]]:
    """The changes of each answer after a version of the sheet, oldest first, by its place, with their persons.

    Those of earlier rounds count: a new round goes on with their answers and their versions.
    """
    rows = AnswerHistory.objects.filter(
        sheet__review=sheet.review_id, sheet__taskforce=sheet.taskforce_id, sheet_version__gt=version
    )
    return grouped(rows.select_related("by").order_by("sheet_version"), "place")


def content_before(
    now: Content, changes: Sequence[RowHistory], own: Collection[RowHistory] = ()
) -> dict[str, Any]:
    """The content before these changes, which come newest first, but with its `own` among them."""
    return walked_back(alike(now, *(change.before for change in changes))[0], changes, _from_json, own)


def content_from(kept: Content) -> dict[str, Any]:
    """The values of a row of the history."""
    return {name: _from_json(name, value) for name, value in kept.items()}


def _from_json(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in (*ACTUAL_DAYS, "achieved_on"):
        return date.fromisoformat(value)
    return Decimal(value) if name.startswith(SPENT) else value
