"""Reads of printed forms."""

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, CharField, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from commit_portal import clock
from reporting.dataset.printed_form import FormAnswer, FormMinistry, PartnersShown
from reporting.dataset.serialization import digest_of_json, to_json
from reporting.dataset_queries.printed_forms import figures_of_draft, figures_of_version
from reporting.models import PrintedForm
from reporting.models.jobs import partners_shown_to
from workplans.ministries.permissions import may_read_ministries
from workplans.ministries.rows import rows_of, with_the_others
from workplans.models import Seat, Workplan, WorkplanVersion
from workplans.plan.permissions import may_read_draft
from workplans.plan.visibility import Reader, prepared_for_reader
from workplans.statuses import IN_FORCE, VersionKind, WorkplanStatus


def figures_for(seat: Seat, plan: Workplan, version: WorkplanVersion | None) -> PrintedForm:
    """A form, not stored, with the figures of a version, or of the draft as it stands, for this reader.

    It has them as canonical JSON, and what tells them from others. A draft is for who reads its amounts: others get
    `PermissionDenied`.
    """
    own, shown = may_read_ministries(seat, plan), partners_shown_to(seat)
    if version is None:
        if shown is not PartnersShown.AMOUNTS:
            raise PermissionDenied
        form = figures_of_draft(plan, seat, on=clock.today(), ministries=_ministries(plan) if own else ())
    else:
        form = figures_of_version(version, shown, seat, on=timezone.localdate(version.made_at))
    dataset, language = to_json(form), get_language() or settings.LANGUAGE_CODE
    digest = digest_of_json(dataset)
    return PrintedForm(dataset=dataset, digest=digest, partners=form.partners.value, language=language)


def _ministries(plan: Workplan) -> list[FormMinistry]:
    """What each ministry says of a draft; nothing where none was asked and none has answered."""
    rows = rows_of(plan)
    return [
        FormMinistry(row["name"], FormAnswer(row["code"]), row["on"], row["on_paper"], row["is_earlier"])
        for row in (with_the_others(plan, rows) if rows else ())
    ]


def form_to_read(
    seat: Seat, plan: Workplan, version: WorkplanVersion | None
) -> tuple[PrintedForm | None, bool]:
    """The form with the figures of now, else the one that was asked for last; and whether its figures are those of now.

    Where there is none, no figures are gathered to compare with.
    """
    found = _forms(
        seat,
        workplan=plan.pk,
        version=version.pk if version else None,
        language=get_language() or settings.LANGUAGE_CODE,
        user=seat.user_id,
    )
    if not found:
        return None, False
    digest = figures_for(seat, plan, version).digest
    form = next((one for one in found if one.digest == digest), found[0])
    form.workplan, form.version = plan, version
    return form, form.digest == digest


@prepared_for_reader(
    workplan=BigIntegerField(), version=BigIntegerField(), language=CharField(), user=BigIntegerField()
)
def _forms(reader: Reader, *, workplan: int, version: int, language: str, user: int) -> QuerySet[PrintedForm]:
    forms = PrintedForm.objects.visible_to(replace(reader, user_id=user))
    return forms.filter(workplan=workplan, version=version, language=language).defer("dataset")


def printed_first(seat: Seat, plan: Workplan, versions: Sequence[WorkplanVersion]) -> WorkplanVersion | None:
    """What the page offers at first: the approved version where nobody amends the plan, the submitted one while it waits,
    else the draft (None), else what is readable. `versions` are those that the seat reads, the newest first.
    """
    newest = {one.kind: one for one in reversed(versions)}
    approved, submitted = newest.get(VersionKind.OF_RECORD), newest.get(VersionKind.SUBMITTED)
    if approved is not None and plan.status in IN_FORCE:
        return approved
    if submitted is not None and plan.status == WorkplanStatus.SUBMITTED:
        return submitted
    reads_amounts = partners_shown_to(seat) is PartnersShown.AMOUNTS
    return None if reads_amounts and may_read_draft(seat, plan) else approved
