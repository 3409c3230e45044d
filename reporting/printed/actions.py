"""Ask for a printed form: the only write to forms that people make."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from commit_portal.refusals import require
from commit_portal.statuses import EventAudience
from commit_portal.workflow import record_event, walk
from reporting.dataset_queries.rows import one_snapshot
from reporting.models import PrintedForm
from reporting.printed.lifecycle import MAKE_AGAIN
from reporting.printed.permissions import may_print
from reporting.printed.queries import figures_for
from reporting.printed.tasks import ring
from reporting.queue.jobs import as_new
from reporting.statuses import FINISHED_REPORTS, ReportStatus
from workplans.models import Seat, Workplan, WorkplanVersion


def ask_for_form(plan: Workplan, version: WorkplanVersion | None, *, by: Seat, now: datetime) -> PrintedForm:
    """Freeze the figures of a version, or of the draft (None), and queue the form; it does not render.

    The same figures are made once: whoever asks again for a version gets the form that is there, queued again where
    it failed. A form of the draft is its asker's, and takes the place of the asker's older ones. Raises `Refused`.
    """
    with one_snapshot():
        require(may_print(by, plan, version))
        figures = figures_for(by, plan, version)
    with transaction.atomic():
        # A form of the draft is found again by its asker only.
        whose: dict[str, Any] = {} if version else {"asked_by": by.user}
        form, made = PrintedForm.objects.get_or_create(
            workplan=plan,
            version=version,
            digest=figures.digest,
            partners=figures.partners,
            language=figures.language,
            **whose,
            defaults={
                "dataset": figures.dataset,
                "as_of": version.made_at if version else now,
                "asked_at": now,
                "asked_by": by.user,
                **as_new(),
            },
        )
        if made:
            record_event("print", form, by=by, now=now, audience=EventAudience.SECRETARIAT)
        elif form.status == ReportStatus.FAILED:
            walk(form, MAKE_AGAIN, by=by, now=now, also=as_new())
        else:
            return form
        if version is None:
            # The asker's older forms of this draft go; the sweep removes their files.
            older = PrintedForm.objects.filter(workplan=plan, version=None, asked_by=form.asked_by)
            older.filter(status__in=(*FINISHED_REPORTS, ReportStatus.FAILED)).exclude(pk=form.pk).delete()
        transaction.on_commit(partial(ring, form.pk), robust=True)
    return form
