"""Write versions: the submitted plan, and the approved plan. A version never changes again."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Max, Prefetch

from commit_portal.refusals import Violation
from workplans import models
from workplans.plan.line_content import as_columns
from workplans.plan.rules import wp_3
from workplans.plan.snapshots import FrozenLine, frozen_activity, frozen_lines
from workplans.statuses import ContributionStatus, Funding, LineState, VersionKind

DECIDED = (LineState.APPROVED, LineState.NOTED)


def freeze_submitted(workplan: models.Workplan, *, by: models.Seat, now: datetime) -> models.WorkplanVersion:
    """Write the submitted version: every line that is not withdrawn, reserve lines too."""
    lines = [frozen_activity(line) for line in _live(workplan) if not line.is_withdrawn]
    return _write(workplan, lines, VersionKind.SUBMITTED, workplan, by=by, now=now)


def lines_of_record(workplan: models.Workplan) -> list[FrozenLine]:
    """The lines of the approved version as it would be now.

    A decided line has its text of now, a line under change its last approved text. A withdrawn line stays, marked,
    if it was approved. So does a line moved to reserve: its decision ends and its money is free again (WP-3). Other
    reserve lines, and lines without a decision, are left out. Support is always what is accepted now (CO-11).
    """
    before = frozen_lines(workplan.of_record) if workplan.of_record is not None else {}
    lines: list[FrozenLine] = []
    for activity in _live(workplan):
        old = before.get(activity.pk)
        if activity.is_withdrawn or activity.funding == Funding.RESERVE:
            if old is not None:
                lines.append(replace(old, withdrawn=True))
        elif activity.state in DECIDED:
            lines.append(frozen_activity(activity))
        elif old is not None:
            lines.append(old.with_support_of(frozen_activity(activity)))
    return lines


def wp_3_of_record(workplan: models.Workplan, lines: Iterable[FrozenLine]) -> Violation | None:
    """Check WP-3 for an approved version, which can mix new lines with older texts."""
    return wp_3(workplan, sum((line.cost for line in lines), Decimal(0)))


def freeze_of_record(
    workplan: models.Workplan,
    lines: list[FrozenLine],
    *,
    head: models.WorkplanVersion | None = None,
    by: models.Seat,
    now: datetime,
) -> models.WorkplanVersion:
    """Write the approved version, and make it the plan's `of_record`.

    Its round, ceiling, needs in words and agreement are those of the plan, or of `head`.
    """
    version = _write(workplan, lines, VersionKind.OF_RECORD, head or workplan, by=by, now=now)
    models.Workplan.objects.filter(pk=workplan.pk).update(of_record=version)
    workplan.of_record = version
    return version


def freeze_support(
    workplan: models.Workplan, *, by: models.Seat, now: datetime
) -> models.WorkplanVersion | None:
    """Write a new approved version with the support of now, all else as approved (CO-11).

    No part of an amendment gets into it. None where nothing is approved yet, or where the approved lines have the
    same support already.
    """
    if workplan.of_record is None:
        return None
    before = frozen_lines(workplan.of_record)
    live = {line.pk: frozen_activity(line) for line in _live(workplan)}
    now_given = [
        line if line.withdrawn else line.with_support_of(live[line.activity_id]) for line in before.values()
    ]
    if now_given == list(before.values()):
        return None
    return freeze_of_record(workplan, now_given, head=workplan.of_record, by=by, now=now)


def _live(workplan: models.Workplan) -> Iterable[models.Activity]:
    return (
        models.Activity.objects.filter(workplan=workplan)
        .prefetch_related(
            "target_links",
            "technical_needs",
            Prefetch("participations", models.Participation.objects.filter(confirmed_at__isnull=False)),
            Prefetch("contributions", models.Contribution.objects.filter(status=ContributionStatus.ACCEPTED)),
        )
        .order_by("area__position", "number")
    )


def _write(
    workplan: models.Workplan,
    lines: list[FrozenLine],
    kind: VersionKind,
    head: models.Workplan | models.WorkplanVersion,
    *,
    by: models.Seat,
    now: datetime,
) -> models.WorkplanVersion:
    number = (workplan.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = models.WorkplanVersion.objects.create(
        workplan=workplan,
        number=number,
        kind=kind,
        round=head.round,
        committed=sum((line.cost for line in lines), Decimal(0)),
        ceiling=head.ceiling,
        needs=head.needs,
        agreed_on=head.agreed_on,
        agreed_by=head.agreed_by,
        agreement=head.agreement,
        digest=_digest(lines),
        made_at=now,
        made_by=by.user,
    )
    rows = models.VersionLine.objects.bulk_create(
        models.VersionLine(
            version=version,
            activity_id=line.activity_id,
            code=line.code,
            state=line.state,
            withdrawn=line.withdrawn,
            **as_columns(line.content),
        )
        for line in lines
    )
    pairs = list(zip(rows, lines, strict=True))
    models.VersionLineTarget.objects.bulk_create(
        models.VersionLineTarget(line=row, target_id=target) for row, line in pairs for target in line.targets
    )
    models.VersionLineCountry.objects.bulk_create(
        models.VersionLineCountry(line=row, taskforce_id=taskforce, role=role)
        for row, line in pairs
        for taskforce, role in line.countries
    )
    needs = models.VersionLineNeed.objects.bulk_create(
        models.VersionLineNeed(line=row, what=what, by_secretariat=by_secretariat)
        for row, line in pairs
        for what, by_secretariat in line.needs
    )
    named = {(need.line_id, need.what): need for need in needs}
    models.VersionLineSupport.objects.bulk_create(
        models.VersionLineSupport(
            line=row, partner_id=partner, kind=gift, amount=amount, what=what, need=named.get((row.pk, need))
        )
        for row, line in pairs
        for partner, gift, amount, what, need in line.supports
    )
    return version


def _digest(lines: list[FrozenLine]) -> str:
    """SHA-256 over all content of the lines: a fingerprint of a version."""
    said = [
        [line.code, line.withdrawn, line.content, line.targets, line.countries, line.supports, line.needs]
        for line in lines
    ]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()
