"""From rows to the figures of a printed form: a version as it was frozen, or the draft as it stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, QuerySet

from commit_portal.db.compiled_queries import prepared
from commit_portal.db.related_rows import attach
from reporting.dataset import Span, printed_form
from reporting.models.jobs import is_told_origins
from spa.queries import texts_in_force
from workplans import models
from workplans.book.rules import MOST_BODIES
from workplans.ministries.agreement import agreement_of
from workplans.models.activities import cost_that_counts
from workplans.plan.line_content import named_needs, needs_met
from workplans.plan.permissions import may_see_rounds
from workplans.presentation.loaders import load_live_lines, load_version_lines
from workplans.statuses import ContributionKind, ContributionStatus, Funding, VersionKind

type Line = models.VersionLine | models.Activity


def figures_of_version(
    version: models.WorkplanVersion, shown: printed_form.PartnersShown, reader: models.Seat, *, on: date
) -> printed_form.SignedForm:
    """The figures of a version, with the texts in force on the day that it was made: 4 queries at most, 5 for the region.

    Withdrawn lines are left out. Who is not of the taskforce or the Secretariat reads the names of who agreed alone.
    """
    plan = version.workplan
    form = _form(version, load_version_lines(plan, version, reader), shown, reader, on)
    if may_see_rounds(reader, plan):
        return replace(form, returned=version.returned)
    return form if is_told_origins(reader, plan) else replace(form, ministries=(), ministry_count=0)


def figures_of_draft(
    plan: models.Workplan, reader: models.Seat, *, on: date, ministries: Sequence[printed_form.FormMinistry]
) -> printed_form.SignedForm:
    """The figures of the draft as it stands: 3 queries, 4 for the region. Only confirmed countries are in it.

    So is only accepted support. `ministries` are all of the taskforce with their answers, for the taskforce alone. The day
    is that of the last submission.
    """
    live: list[Any] = load_live_lines(plan, reader)
    parts = (
        [part for line in live for part in line.participations.all()] if plan.taskforce.is_regional else []
    )
    confirmed = [part for part in parts if part.confirmed_at is not None]
    attach(live, "participations", confirmed, by="activity")
    return replace(
        _form(plan, live, printed_form.PartnersShown.AMOUNTS, reader, on),
        agreed_on=plan.agreed_on if is_told_origins(reader, plan) else None,
        agreed_by="",
        ministries=tuple(ministries),
        ministry_count=len(ministries),
        tells_ministries=bool(ministries),
    )


def _form(
    of: models.WorkplanVersion | models.Workplan,
    lines: Sequence[Line],
    shown: printed_form.PartnersShown,
    reader: models.Seat,
    on: date,
) -> printed_form.SignedForm:
    """The figures of a version, or of the plan itself, with the agreement and the ceiling that it has."""
    version = of if isinstance(of, models.WorkplanVersion) else None
    plan = of if isinstance(of, models.Workplan) else of.workplan
    stage = printed_form.FormStage.DRAFT
    if version:
        is_approved = version.kind == VersionKind.OF_RECORD
        stage = printed_form.FormStage.APPROVED if is_approved else printed_form.FormStage.SUBMITTED
    origins = is_told_origins(reader, plan)
    put_forward = [line for line in lines if line.is_put_forward]
    cycle, taskforce = plan.cycle, plan.taskforce
    texts = texts_in_force(cycle.plan, on, cycle.plan_revision)
    agreement = agreement_of(of)
    bodies = [
        body
        for body in _bodies(taskforce=taskforce.pk)
        if not body.ends_on or body.ends_on >= cycle.starts_on
    ]
    return printed_form.SignedForm(
        place=_place(taskforce),
        year=cycle.year,
        starts=cycle.starts_on,
        ends=cycle.ends_on,
        plan_code=cycle.plan.code,
        plan_title=cycle.plan_title,
        stage=stage,
        partners=shown,
        version=version.number if version else None,
        lead_body=taskforce.led_by,
        agreed_on=of.agreed_on,
        agreed_by=of.agreed_by,
        ministries=tuple(
            printed_form.FormMinistry(
                one.name, printed_form.FormAnswer.YES, one.on, one.on_paper, one.is_earlier
            )
            for one in agreement.ministries
        ),
        ministry_count=agreement.of or 0,
        ceiling=version.ceiling if version else plan.ceiling_on(on),
        demonstration=bool(settings.DEMO or cycle.is_demo),
        areas=tuple(
            printed_form.FormArea(
                texts.name(area), tuple(_line(line, shown, stage, origins=origins) for line in group)
            )
            for area, group in groupby(put_forward, key=lambda line: line.area)
        ),
        needs=tuple(need for line in put_forward for need in _needs(line, shown)),
        # In a past year more have signed than today's rule lets in: one that ended then, and the one in its place.
        signatories=tuple(printed_form.Signatory(str(body)) for body in bodies[:MOST_BODIES]),
        # The cost of a line in reserve is what it would take.
        reserve=tuple(
            printed_form.FormLine(
                line.code, line.title, str(line.type or ""), line.lead_body, line.secretariat_cost
            )
            for line in lines
            if line.is_in_reserve and shown is printed_form.PartnersShown.AMOUNTS
        ),
    )


@prepared(taskforce=BigIntegerField())
def _bodies(taskforce: int) -> QuerySet[models.SigningBody]:
    return models.SigningBody.objects.filter(taskforce=taskforce)


def _place(taskforce: models.Taskforce) -> printed_form.FormPlace:
    country = taskforce.country
    if country is None:
        return printed_form.FormPlace(taskforce.code, "", is_regional=True)
    return printed_form.FormPlace(
        taskforce.code, str(country), own_name=country.own_name, lang=country.own_language
    )


def _line(
    line: Line, shown: printed_form.PartnersShown, stage: printed_form.FormStage, *, origins: bool
) -> printed_form.FormLine:
    asked = line.funding != Funding.NONE
    unknown = asked and line.secretariat_cost is None
    return printed_form.FormLine(
        code=line.code,
        title=line.title,
        type=str(line.type or ""),
        lead_body=line.lead_body,
        cost=None if unknown else cost_that_counts(line.funding, line.secretariat_cost),
        is_asked=asked,
        decision=str(line.state) if stage is printed_form.FormStage.APPROVED else "",
        targets=tuple(link.target.code for link in line.target_links.all()),
        countries=tuple(part.taskforce.name for part in line.participations.all()),
        runs=Span(line.starts_on, line.ends_on),
        supports=_supports(line, shown),
        came_from=(getattr(line, "came_from", "") or "") if origins else "",
    )


def _accepted(line: Line) -> Sequence[models.VersionLineSupport | models.Contribution]:
    """The accepted support of a line: a frozen one has no other."""
    if isinstance(line, models.VersionLine):
        return list(line.supports.all())
    return [gift for gift in line.contributions.all() if gift.status == ContributionStatus.ACCEPTED]


def _supports(line: Line, shown: printed_form.PartnersShown) -> tuple[printed_form.FormSupport, ...]:
    """The support of a line. Without amounts each partner is named once, with nothing that it gives."""
    gifts = _accepted(line)
    if shown is printed_form.PartnersShown.NAMES:
        partners = {gift.partner_id: gift.partner for gift in gifts}
        return tuple(
            printed_form.FormSupport(str(partner), partner.called_then()) for partner in partners.values()
        )
    needs: dict[int | None, str] = {key: what for key, what, _ours in named_needs(line)}
    return tuple(
        printed_form.FormSupport(
            str(gift.partner),
            gift.partner.called_then(),
            is_money=gift.kind == ContributionKind.FUNDS,
            amount=gift.amount,
            what=gift.what,
            need=needs.get(gift.need_id, ""),
        )
        for gift in gifts
    )


def _needs(line: Line, shown: printed_form.PartnersShown) -> list[printed_form.FormNeed]:
    """The technical needs of a line, each with what meets it."""
    # Which partner meets a need says what that partner gives (CO-12).
    gifts = _accepted(line)
    named = set() if shown is printed_form.PartnersShown.NAMES else {gift.partner_id for gift in gifts}
    return [
        printed_form.FormNeed(
            line.code,
            need.what,
            tuple(str(partner) for partner in need.partners if partner.pk in named),
            need.by_secretariat,
            need.is_met,
        )
        for need in needs_met(line, gifts)
    ]
