"""The answers of a sheet by field: as they are saved, as they were, and which fields merge as one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from commit_portal.db.related_rows import grouped
from commit_portal.i18n.parsing import one_line_end
from commit_portal.sheets.history import RowHistory, walked_back
from commit_portal.sheets.merge import Content, Unit
from reporting.dataset import ACTUAL_DAYS, PartnerAnswer
from reporting.models import ActivityProgress, AnswerHistory, CountryReview, PartnerSpending, TargetStatus
from reporting.statuses import ProgressStatus, RowKind

# Only an achieved target has a day.
UNITS = (Unit(tuple(ACTUAL_DAYS)), Unit(("status", "achieved_on")))
SPENT, DELIVERED = "spent_", "delivered_"
# An answer that was withdrawn says nothing.
SAYS_NOTHING = frozenset({"", ProgressStatus.TAKEN_BACK})
BEGUN = frozenset({ProgressStatus.UNDER_WAY, ProgressStatus.DONE})
# The answers that say nothing, by field. Without a status a target is not reported; money is US dollars since 1 January.
# An activity has two more fields for each partner that something is said of (`partner_fields`).
NOTHING: Mapping[RowKind, Mapping[str, Any]] = {
    RowKind.ACTIVITY: {"status": "", **dict.fromkeys(ACTUAL_DAYS), "narrative": ""},
    RowKind.SPENDING: {"spent_secretariat": None},
    RowKind.TARGET: {"status": "", "narrative": "", "achieved_on": None},
}


def answers_in(spending: Iterable[PartnerSpending]) -> tuple[PartnerAnswer, ...]:
    """Saved rows as they are answered."""
    return tuple(
        PartnerAnswer(row.partner_id, row.amount, row.delivered, str(row.partner or "")) for row in spending
    )


def content_of(kind: RowKind, row: ActivityProgress | TargetStatus | None) -> dict[str, Any]:
    """A saved answer by the fields of its form, each empty where there is no row yet.

    Texts have "\\n" at the end of a line, however they were saved.
    """
    content = {name: getattr(row, name, nothing) for name, nothing in NOTHING[kind].items()}
    if "narrative" in content:
        content["narrative"] = one_line_end(content["narrative"])
    if kind == RowKind.ACTIVITY and isinstance(row, ActivityProgress):
        content |= partner_fields(answers_in(row.partner_spending.all()))
    return content


def is_empty(content: Content) -> bool:
    """Whether an answer says nothing: an amount of zero says something."""
    return all(value in ("", None) for value in content.values())


def spent_in(content: Content) -> dict[str, Decimal | None]:
    """The money in an answer, in US dollars, by field."""
    return {name: amount for name, amount in content.items() if name.startswith(SPENT)}


def spent_field(partner: int | None) -> str:
    """The name of the field in which a partner's spending is typed."""
    return f"spent_{partner or 'others'}"


def delivered_field(partner: int | None) -> str:
    """The name of the field that asks whether a partner's help in kind has come."""
    return f"delivered_{partner}"


def partner_fields(spending: Iterable[PartnerAnswer]) -> dict[str, Any]:
    """What is said of partners by field: their money, and whether the help in kind of a named one has come."""
    said: dict[str, Any] = {}
    for one in spending:
        said[spent_field(one.partner)] = one.amount
        if one.partner is not None:
            said[delivered_field(one.partner)] = one.delivered
    return said


def partners_in(content: Content) -> list[PartnerAnswer]:
    """The partners that an answer says something of."""
    keys = [name.partition("_")[2] for name in content if name.startswith((SPENT, DELIVERED))]
    partners = {key: None if key == "others" else int(key) for key in keys if key != "secretariat"}
    found = (
        PartnerAnswer(partner, content.get(f"{SPENT}{key}"), content.get(f"{DELIVERED}{key}", ""))
        for key, partner in partners.items()
    )
    return [one for one in found if not one.is_empty]


@dataclass(frozen=True)
class Sending:
    """What a page showed: of each answer the version of the sheet. It sends only fields that somebody may have typed in.

    `token` marks the page. What it wrote before, and what the pages of `unanswered` wrote, is no change of somebody else.
    """

    versions: Mapping[str, int]
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
