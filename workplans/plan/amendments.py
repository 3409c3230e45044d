"""What an amendment changes, line by line: an open one, or one that was open when its plan was closed. Reads only.

The text before the amendment is the approved one. A line in reserve has none, or one that is marked as withdrawn: its
text before the amendment is the one submitted in the same round.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models.aggregates import StringAgg
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from commit_portal.db.related_rows import aggregated
from commit_portal.workflow import events_about
from workplans.fields import names_in_sentence
from workplans.models import (
    Activity,
    VersionLine,
    VersionLineCountry,
    VersionLineNeed,
    VersionLineTarget,
    Workplan,
    WorkplanVersion,
)
from workplans.plan.line_content import content_of, value_of
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import are_loaded
from workplans.plan.versions import FrozenLine, frozen_lines
from workplans.statuses import IN_FORCE, Funding, VersionKind, WorkplanStatus

# The verb of the event of a plan that is closed. Closing leaves an open amendment behind.
CLOSING = "close"


class Kind(models.TextChoices):
    """What an amendment does to a line, in a few words for a list."""

    CHANGED = "changed", _("Changed in this amendment")
    WITHDRAWN = "withdrawn", _("Withdrawn in this amendment")
    NEW = "new", _("New in this amendment")


@dataclass(frozen=True)
class LineChange:
    """One line that the amendment touches: fields that differ, and countries that have to confirm again."""

    activity: Activity
    kind: Kind
    fields: tuple[str, ...] = ()
    asked_again: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The fields that differ, as a sentence names them (`line_change.html`)."""
        return [*map(str, names_in_sentence(self.fields))]

    @property
    def can_be_undone(self) -> bool:
        """Whether there is an earlier text. A new line has none; where only countries confirm, it is the same."""
        return self.kind == Kind.WITHDRAWN or bool(self.fields)


@dataclass(frozen=True)
class SuspendedAmendment:
    """An amendment that was open when its plan was closed: the lines that it would change, and whether the needs.

    Its changes stay in the live lines, but pages show `record`, the approved version, until the plan is amended again.
    """

    record: WorkplanVersion
    changes: tuple[LineChange, ...]
    needs: bool


def is_amendment(plan: Workplan) -> bool:
    """Whether the plan is a draft again after an approval."""
    return plan.status == WorkplanStatus.DRAFT and plan.of_record_id is not None


def submission_of(version: WorkplanVersion) -> WorkplanVersion | None:
    """The submission whose decisions made an approved version."""
    return WorkplanVersion.objects.filter(
        workplan=version.workplan_id, kind=VersionKind.SUBMITTED, round=version.round
    ).first()


def lines_before(plan: Workplan) -> dict[int, FrozenLine]:
    """Each line before the amendment, by the key of its activity; empty for a first draft. Without supports,
    and without what the Secretariat meets.

    One query.
    """
    record = plan.of_record
    if record is None:
        return {}
    submission = plan.versions.filter(kind=VersionKind.SUBMITTED, round=record.round)
    reserve = models.Q(version=models.Subquery(submission.values("pk")[:1]), funding=Funding.RESERVE)
    country = Concat(Cast("taskforce", models.CharField()), models.Value(":"), "role")
    lines = VersionLine.objects.filter(models.Q(version=record) | reserve).annotate(
        target_keys=_joined(VersionLineTarget.objects, Cast("target", models.CharField())),
        country_keys=_joined(VersionLineCountry.objects, country),
        need_texts=_joined(VersionLineNeed.objects, models.F("what"), between="\n"),
    )
    # Those in reserve last: of a line that is in both, the text is that of its submission.
    ordered = sorted(lines, key=lambda line: line.version_id != record.pk)
    return {line.activity_id: _as_it_was(line) for line in ordered}


def change_of_line(before: FrozenLine | None, line: Activity) -> LineChange | None:
    """What the amendment does to a line; None for nothing. Contributions of partners are not compared."""
    was_there = before is not None and not before.withdrawn
    if line.is_withdrawn:
        return LineChange(line, Kind.WITHDRAWN) if was_there else None
    if before is None or before.withdrawn:
        return LineChange(line, Kind.NEW)
    fields = [name for name, value in before.content if value_of(line, name) != value]
    if value_of(line, "targets") != frozenset(before.targets):
        fields.append("targets")
    if value_of(line, "needs") != before.needed:
        fields.append("needs")
    asked_again: list[str] = []
    if kind_of(line.workplan.taskforce).names_countries:
        parts = list(line.participations.all())
        if value_of(line, "countries") != frozenset(taskforce for taskforce, role in before.countries):
            fields.append("countries")
        asked_again = [part.taskforce.name for part in parts if part.confirmed_at is None]
    if not fields and not asked_again:
        return None
    return LineChange(line, Kind.CHANGED, tuple(fields), tuple(asked_again))


def changes_of_amendment(plan: Workplan, lines: Iterable[Activity] | None = None) -> list[LineChange]:
    """Every line that the amendment touches, in the order of the plan; `lines` where they are already loaded.

    A page of somebody who sees all lines has put them on the plan.
    """
    return _changes(plan, lines_before(plan), lines)


def changes_since_return(plan: Workplan) -> list[LineChange]:
    """Every line that differs from the last submission with decisions, in the order of the plan."""
    submission = submission_of(plan.of_record) if plan.of_record else None
    return _changes(plan, frozen_lines(submission) if submission else {})


def _changes(
    plan: Workplan, before: Mapping[int, FrozenLine], lines: Iterable[Activity] | None = None
) -> list[LineChange]:
    if lines is None:
        lines = plan.activities.all()
        if not are_loaded(plan):
            lines = lines.prefetch_related(
                "target_links", "technical_needs", "participations__taskforce__country"
            )
    found = (change_of_line(before.get(line.pk), line) for line in lines)
    return [change for change in found if change is not None]


def set_aside(plan: Workplan, lines: Iterable[Activity] | None = None) -> SuspendedAmendment | None:
    """What is left of an amendment that was open when the plan was closed; None where nothing is.

    `lines` where they are loaded already. Only closing leaves one behind: a plan that never was closed costs one
    query, and nothing is compared.
    """
    if plan.status not in IN_FORCE or plan.of_record is None:
        return None
    if not events_about(plan).filter(verb=CLOSING).exists():
        return None
    aside = SuspendedAmendment(plan.of_record, tuple(changes_of_amendment(plan, lines)), needs_differ(plan))
    return aside if aside.changes or aside.needs else None


def _joined(links: models.Manager[Any], key: Combinable, between: str = ",") -> models.Subquery:
    """The keys or texts that are linked to a line, as one text. A technical need has no line break."""
    of_line = links.filter(line=models.OuterRef("pk"))
    return aggregated(of_line, "line", StringAgg(key, delimiter=models.Value(between)))


def _as_it_was(line: Any) -> FrozenLine:
    countries = (word.split(":") for word in (line.country_keys or "").split(",") if word)
    return FrozenLine(
        line.activity_id,
        line.code,
        line.state,
        withdrawn=line.withdrawn,
        content=content_of(line),
        targets=tuple(sorted(int(key) for key in (line.target_keys or "").split(",") if key)),
        countries=tuple((int(taskforce), role) for taskforce, role in countries),
        supports=(),
        needs=tuple((what, False) for what in (line.need_texts or "").splitlines()),
    )


def needs_differ(plan: Workplan) -> bool:
    """Whether the opportunities, gaps and needs differ from the approved ones."""
    return plan.of_record is not None and plan.needs.strip() != plan.of_record.needs.strip()
