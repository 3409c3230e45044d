"""Ask for a printed form or a list: the only writes to them that people make."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language, gettext as _

from commit_portal.i18n import say
from commit_portal.refusals import allowed_if, require
from commit_portal.statuses import EventAudience
from commit_portal.workflow import record_event, walk
from reporting.dataset.serialization import digest_of_json
from reporting.dataset_queries.rows import one_snapshot
from reporting.models import PrintedForm, PrintedList
from reporting.printed.lifecycle import MAKE_AGAIN
from reporting.printed.permissions import may_print
from reporting.printed.queries import figures_for
from reporting.printed.tasks import ring_for_form, ring_for_list
from reporting.queue.jobs import as_new
from reporting.report.printed_list import FrozenList, list_to_json
from reporting.statuses import FINISHED_REPORTS, ReportStatus
from workplans.models import Seat, Workplan, WorkplanVersion

ENDED = (*FINISHED_REPORTS, ReportStatus.FAILED)


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
            older.filter(status__in=ENDED).exclude(pk=form.pk).delete()
        transaction.on_commit(partial(ring_for_form, form.pk), robust=True)
    return form


@transaction.atomic
def ask_for_list(figures: FrozenList, *, page: str, query: str, by: Seat, now: datetime) -> PrintedList:
    """Keep a list as its reader sees it, and queue its files; it does not render.

    The same figures are made once. A list takes the place of the older ones that the seat asked for on the page. Raises
    `Refused` where the list has no rows.
    """
    has_rows = any(one.rows for one in figures.tables[:1])
    require(allowed_if(has_rows, _("This list has no rows to print. Change the filter.")))
    whose = say(_("%(name)s, %(seat)s"), name=by.user.name, seat=by.words)
    dataset = list_to_json(replace(figures, about={_("Made for"): whose, **figures.about}))
    asked = {"asked_at": now, "asked_by": by.user, "as_of": now, **as_new()}
    found, made = PrintedList.objects.get_or_create(
        seat=by,
        page=page,
        language=get_language() or settings.LANGUAGE_CODE,
        digest=digest_of_json(dataset),
        defaults={"dataset": dataset, "title": figures.title, "query": query, **asked},
    )
    if made:
        record_event("print", found, by=by, now=now, audience=EventAudience.SECRETARIAT)
    elif found.status == ReportStatus.FAILED:
        walk(found, MAKE_AGAIN, by=by, now=now, also=as_new())
    else:
        return found
    PrintedList.objects.filter(seat=by, page=page, status__in=ENDED).exclude(pk=found.pk).delete()
    transaction.on_commit(partial(ring_for_list, found.pk), robust=True)
    return found
