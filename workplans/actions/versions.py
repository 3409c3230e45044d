"""Freezing: what was submitted, and what is of record. A frozen version is never changed again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Prefetch

from commit_portal.decisions import Violation
from workplans.models import (
    CONTENT_FIELDS,
    Activity,
    Contribution,
    Participation,
    Seat,
    VersionLine,
    VersionLineCountry,
    VersionLineSupport,
    VersionLineTarget,
    Workplan,
    WorkplanVersion,
)
from workplans.rules import wp_3
from workplans.statuses import ContributionStatus, Funding, LineState, VersionKind

DECIDED = (LineState.APPROVED, LineState.NOTED)


@dataclass(frozen=True)
class FrozenLine:
    """One line to be written: its content columns and what hangs on them, by key."""

    activity_id: int
    code: str
    state: str
    withdrawn: bool
    content: tuple[tuple[str, Any], ...]
    targets: tuple[int, ...]
    countries: tuple[tuple[int, str], ...]
    supports: tuple[tuple[int, str, Decimal | None, str], ...]

    @property
    def cost(self) -> Decimal:
        """US dollars that count under the ceiling."""
        values = dict(self.content)
        if self.withdrawn or values["funding"] != Funding.COUNTED:
            return Decimal(0)
        return values["secretariat_cost"] or Decimal(0)


def freeze_submitted(workplan: Workplan, *, by: Seat, now: datetime) -> WorkplanVersion:
    """The plan as the lead submits it: every line that is not withdrawn, reserve lines too."""
    lines = [_from_activity(line) for line in _live(workplan) if not line.is_withdrawn]
    return _write(workplan, lines, VersionKind.SUBMITTED, by=by, now=now)


def lines_of_record(workplan: Workplan) -> list[FrozenLine]:
    """What would be of record now: decided lines as they stand, a line under change with its last text of record.

    A line withdrawn stays, marked, if it was of record; reserve lines and lines never decided do not appear.
    """
    before = frozen_lines(workplan.of_record) if workplan.of_record is not None else {}
    lines: list[FrozenLine] = []
    for activity in _live(workplan):
        old = before.get(activity.pk)
        if activity.is_withdrawn:
            if old is not None:
                lines.append(replace(old, withdrawn=True))
        elif activity.state in DECIDED and activity.funding != Funding.RESERVE:
            lines.append(_from_activity(activity))
        elif old is not None:
            lines.append(old)
    return lines


def wp_3_of_record(workplan: Workplan, lines: Iterable[FrozenLine]) -> Violation | None:
    """WP-3 asked of a version of record, which can mix new lines with older texts."""
    return wp_3(workplan, sum((line.cost for line in lines), Decimal(0)))


def freeze_of_record(
    workplan: Workplan, lines: list[FrozenLine], *, by: Seat, now: datetime
) -> WorkplanVersion:
    """Write the version of record and let the workplan name it."""
    version = _write(workplan, lines, VersionKind.OF_RECORD, by=by, now=now)
    Workplan.objects.filter(pk=workplan.pk).update(of_record=version)
    workplan.of_record = version
    return version


def same_content(line: FrozenLine, activity: Activity) -> bool:
    """Whether a live line says the same as a frozen one, offers of partners aside."""
    live = _from_activity(activity)
    return (line.content, line.targets, line.countries) == (live.content, live.targets, live.countries)


def frozen_lines(version: WorkplanVersion) -> dict[int, FrozenLine]:
    """A version's lines by the key of their activity, comparable with live ones."""
    return {line.activity_id: line for line in map(_from_version, _frozen(version))}


def _live(workplan: Workplan) -> Iterable[Activity]:
    return (
        Activity.objects.filter(workplan=workplan)
        .prefetch_related(
            "target_links",
            Prefetch("participations", Participation.objects.filter(confirmed_at__isnull=False)),
            Prefetch("contributions", Contribution.objects.filter(status=ContributionStatus.ACCEPTED)),
        )
        .order_by("area__position", "number")
    )


def _frozen(version: WorkplanVersion) -> Iterable[VersionLine]:
    return version.lines.prefetch_related("target_links", "participations", "supports")


def _content(row: Activity | VersionLine) -> tuple[tuple[str, Any], ...]:
    columns = {field.name: field.attname for field in VersionLine._meta.fields}
    return tuple((columns[name], getattr(row, columns[name])) for name in CONTENT_FIELDS)


def _from_activity(activity: Activity) -> FrozenLine:
    return FrozenLine(
        activity.pk,
        activity.code,
        activity.state,
        withdrawn=False,
        content=_content(activity),
        targets=tuple(sorted(link.target_id for link in activity.target_links.all())),
        countries=tuple(
            (part.taskforce_id, part.role)
            for part in activity.participations.all()
            if part.confirmed_at is not None
        ),
        supports=tuple(
            (gift.partner_id, gift.kind, gift.amount, gift.what)
            for gift in activity.contributions.all()
            if gift.status == ContributionStatus.ACCEPTED
        ),
    )


def _from_version(line: VersionLine) -> FrozenLine:
    return FrozenLine(
        line.activity_id,
        line.code,
        line.state,
        withdrawn=line.withdrawn,
        content=_content(line),
        targets=tuple(sorted(link.target_id for link in line.target_links.all())),
        countries=tuple((part.taskforce_id, part.role) for part in line.participations.all()),
        supports=tuple((gift.partner_id, gift.kind, gift.amount, gift.what) for gift in line.supports.all()),
    )


def _write(
    workplan: Workplan, lines: list[FrozenLine], kind: VersionKind, *, by: Seat, now: datetime
) -> WorkplanVersion:
    number = (workplan.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = WorkplanVersion.objects.create(
        workplan=workplan,
        number=number,
        kind=kind,
        round=workplan.round,
        committed=sum((line.cost for line in lines), Decimal(0)),
        ceiling=workplan.ceiling,
        needs=workplan.needs,
        agreed_on=workplan.agreed_on,
        agreed_by=workplan.agreed_by,
        digest=_digest(lines),
        made_at=now,
        made_by=by.user,
    )
    rows = VersionLine.objects.bulk_create(
        VersionLine(
            version=version,
            activity_id=line.activity_id,
            code=line.code,
            state=line.state,
            withdrawn=line.withdrawn,
            **dict(line.content),
        )
        for line in lines
    )
    pairs = list(zip(rows, lines, strict=True))
    VersionLineTarget.objects.bulk_create(
        VersionLineTarget(line=row, target_id=target) for row, line in pairs for target in line.targets
    )
    VersionLineCountry.objects.bulk_create(
        VersionLineCountry(line=row, taskforce_id=taskforce, role=role)
        for row, line in pairs
        for taskforce, role in line.countries
    )
    VersionLineSupport.objects.bulk_create(
        VersionLineSupport(line=row, partner_id=partner, kind=gift, amount=amount, what=what)
        for row, line in pairs
        for partner, gift, amount, what in line.supports
    )
    return version


def _digest(lines: list[FrozenLine]) -> str:
    """SHA-256 over everything a line says, so that two versions can be told apart at a glance."""
    said = [
        [line.code, line.withdrawn, line.content, line.targets, line.countries, line.supports]
        for line in lines
    ]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()
