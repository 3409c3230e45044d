"""Versions of a plan: written when it is submitted and approved, then never changed; and marks of what a page showed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max

from commit_portal import clock
from commit_portal.refusals import Violation
from commit_portal.workflow import fingerprint
from workplans import models
from workplans.models.activities import cost_that_counts
from workplans.plan.line_content import accepted_support, as_columns, content_of, named_needs
from workplans.plan.queries import decisions_to_send
from workplans.plan.rules import wp_3
from workplans.statuses import Funding, LineState, VersionKind


@dataclass(frozen=True)
class FrozenLine:
    """One line: its content columns, the keys of its targets, countries and supports, and its technical needs.

    A need has its text, and whether the Secretariat meets it. A support has the text of the need that it meets, or "".
    """

    activity_id: int
    code: str
    state: str
    withdrawn: bool
    content: tuple[tuple[str, Any], ...]
    targets: tuple[int, ...]
    countries: tuple[tuple[int, str], ...]
    supports: tuple[tuple[int, str, Decimal | None, str, str], ...]
    needs: tuple[tuple[str, bool], ...]

    @property
    def cost(self) -> Decimal:
        """US dollars that count under the ceiling."""
        content = dict(self.content)
        return cost_that_counts(content["funding"], content["secretariat_cost"], withdrawn=self.withdrawn)

    @property
    def needed(self) -> frozenset[str]:
        """The texts of the technical needs."""
        return frozenset(what for what, _ in self.needs)

    def with_support_of(self, live: "FrozenLine") -> "FrozenLine":
        """This line with the support of now (CO-11): what is accepted, and which needs the Secretariat meets.

        Support of a need that this text does not name supports the line as a whole. Support of a need that only the
        draft dropped still meets it here.
        """
        met = dict(live.needs)
        dropped = {gift[:4]: gift[4] for gift in self.supports if gift[4] and gift[4] not in live.needed}
        return replace(
            self,
            supports=tuple(
                (*gift[:4], gift[4] if gift[4] in self.needed else dropped.get(gift[:4], ""))
                for gift in live.supports
            ),
            needs=tuple((what, met.get(what, was_met)) for what, was_met in self.needs),
        )


def frozen_lines(version: models.WorkplanVersion) -> dict[int, FrozenLine]:
    """A version's lines by the key of their activity. Costs 5 queries."""
    lines = version.lines.prefetch_related("target_links", "participations", "supports", "needs")
    return {line.activity_id: frozen(line) for line in lines}


def same_content(line: FrozenLine, activity: models.Activity) -> bool:
    """Whether a live line equals a frozen one. Contributions of partners are not compared."""
    one, other = (
        (each.content, each.targets, each.countries, each.needed) for each in (line, frozen(activity))
    )
    return one == other


def frozen(line: models.Activity | models.VersionLine) -> FrozenLine:
    """A line of a version; a live one as a version would hold it now, with confirmed countries and accepted support."""
    needs = named_needs(line)
    names = {key: what for key, what, _ in needs}
    countries: Iterable[models.Participation | models.VersionLineCountry] = line.participations.all()
    if isinstance(line, models.Activity):
        countries = [part for part in line.participations.all() if part.confirmed_at is not None]
    return FrozenLine(
        line.pk if isinstance(line, models.Activity) else line.activity_id,
        line.code,
        line.state,
        withdrawn=isinstance(line, models.VersionLine) and line.withdrawn,
        content=content_of(line),
        targets=tuple(sorted(link.target_id for link in line.target_links.all())),
        countries=tuple((part.taskforce_id, part.role) for part in countries),
        supports=tuple(
            (gift.partner_id, gift.kind, gift.amount, gift.what, names.get(gift.need_id or 0, ""))
            for gift in accepted_support(line)
        ),
        needs=tuple((what, by_secretariat) for _, what, by_secretariat in needs),
    )


def decisions_mark(workplan: models.Workplan) -> str:
    """Fingerprint of a round's decisions, to detect a stale page. 16 hexadecimal digits."""
    recorded = decisions_to_send(workplan).order_by("activity").values_list("activity", "outcome", "reason")
    return fingerprint(workplan.round, workplan.status, *recorded)


def decision_mark(decision: models.LineDecision | None) -> str:
    """Fingerprint of the decision recorded on one line, to detect a stale row; the same for every line without one.

    16 hexadecimal digits.
    """
    return fingerprint() if decision is None else decision_text_mark(decision.outcome, decision.reason)


def decision_text_mark(outcome: str, reason: str) -> str:
    """Fingerprint of an outcome and its words. How a browser ends a line does not count, nor space around the words."""
    words = "\n".join(reason.split("\r\n")).strip()
    return fingerprint(outcome, words) if outcome or words else fingerprint()


def regional_mark(workplan: models.Workplan) -> str:
    """Fingerprint of the regional plan, its lines and each country's answer, to detect a stale page.

    16 hexadecimal digits.
    """
    lines = workplan.activities.order_by("pk").values_list("pk", "row_version")
    answers = models.Participation.objects.filter(activity__workplan=workplan).order_by("pk")
    return fingerprint(
        workplan.round,
        workplan.status,
        workplan.row_version,
        *lines,
        *answers.values_list("activity", "taskforce", "role", "confirmed_at"),
    )


def asked_mark(line: models.Activity) -> str:
    """Fingerprint of what a country was asked to take part in, to detect a stale page. 16 hexadecimal digits.

    Leaves out who else was asked or has answered: each answer changes the row version, and two countries may answer
    at once.
    """
    return fingerprint(*content_of(line), *sorted(link.target_id for link in line.target_links.all()))


DECIDED = (LineState.APPROVED, LineState.NOTED)


def freeze_submitted(workplan: models.Workplan, *, by: models.Seat, now: datetime) -> models.WorkplanVersion:
    """Write the submitted version: every line that is not withdrawn, reserve lines too."""
    lines = [frozen(line) for line in _live(workplan) if not line.is_withdrawn]
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
            lines.append(frozen(activity))
        elif old is not None:
            lines.append(old.with_support_of(frozen(activity)))
    return lines


def wp_3_of_record(workplan: models.Workplan, lines: Iterable[FrozenLine]) -> Violation | None:
    """Check WP-3 for an approved version, which can mix new lines with older texts.

    Under a lowered ceiling it may have what is approved, or was submitted before: else no desk could return a line.
    """
    approved = workplan.of_record.committed if workplan.of_record is not None else Decimal(0)
    total = sum((line.cost for line in lines), Decimal(0))
    return wp_3(workplan, total, kept=max(workplan.committed, approved))


def freeze_of_record(
    workplan: models.Workplan,
    lines: list[FrozenLine],
    *,
    head: models.WorkplanVersion | None = None,
    by: models.Seat,
    now: datetime,
) -> models.WorkplanVersion:
    """Write the approved version, and make it the plan's `of_record`.

    Its round, ceiling (`_ceiling_of`), needs in words and agreement are those of the plan, or of `head`.
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
    live = {line.pk: frozen(line) for line in _live(workplan)}
    now_given = [
        line if line.withdrawn else line.with_support_of(live[line.activity_id]) for line in before.values()
    ]
    if now_given == list(before.values()):
        return None
    return freeze_of_record(workplan, now_given, head=workplan.of_record, by=by, now=now)


def _live(workplan: models.Workplan) -> Iterable[models.Activity]:
    lines = models.Activity.objects.filter(workplan=workplan).order_by("area__position", "number")
    return lines.prefetch_related("target_links", "technical_needs", "participations", "contributions")


def _write(
    workplan: models.Workplan,
    lines: list[FrozenLine],
    kind: VersionKind,
    head: models.Workplan | models.WorkplanVersion,
    *,
    by: models.Seat,
    now: datetime,
) -> models.WorkplanVersion:
    committed = sum((line.cost for line in lines), Decimal(0))
    number = (workplan.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = models.WorkplanVersion.objects.create(
        workplan=workplan,
        number=number,
        kind=kind,
        round=head.round,
        committed=committed,
        ceiling=_ceiling_of(head, committed),
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


def _ceiling_of(head: models.Workplan | models.WorkplanVersion, total: Decimal) -> Decimal | None:
    """The ceiling of a version: of a plan the newest one that it fits, in US dollars (`wp_3_of_record`)."""
    if isinstance(head, models.WorkplanVersion):
        return head.ceiling
    approved = [head.of_record.ceiling] if head.of_record is not None else []
    known = (head.ceiling_on(clock.today()), head.ceiling, *approved)
    return next((one for one in known if one is None or total <= one), head.ceiling)


def _digest(lines: list[FrozenLine]) -> str:
    """SHA-256 over all content of the lines: a fingerprint of a version."""
    said = [
        [line.code, line.withdrawn, line.content, line.targets, line.countries, line.supports, line.needs]
        for line in lines
    ]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()
