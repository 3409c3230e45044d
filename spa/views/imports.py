"""A plan of action from a spreadsheet: sent, compared, confirmed."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.files.spreadsheets import UnreadableFile, read_rows
from commit_portal.forms.base import posted
from commit_portal.refusals import obey
from commit_portal.workflow.action_attempts import Attempt
from spa.forms import UploadForm
from spa.queries import import_of
from spa.resources.imports import confirm, preview_of, read_import
from spa.rules import spa_1
from spa.views.reading import plan_for
from spa.views.texts import keeper


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.non_atomic_requests
def import_new(request: HttpRequest, code: str) -> HttpResponse:
    """Send a spreadsheet of an open plan (SPA-1); nothing is saved before it is confirmed."""
    plan = plan_for(request, code)
    actor = keeper(request)
    obey(spa_1(plan))
    form = UploadForm(posted(request), request.FILES or None, back="../")
    form.helper.attrs = {"enctype": "multipart/form-data"}
    attempt = Attempt(request, form)
    if attempt.is_due:
        try:
            table = read_rows(form.cleaned_data["file"])
            waiting = read_import(plan, table, by=actor, now=timezone.now())
        except UnreadableFile as unreadable:
            form.add_error("file", str(unreadable))
        else:
            return redirect("spa:import_preview", code=plan.code, key=waiting.pk)
    context = {"plan": plan, "form": form}
    return render(request, "spa/import_form.html", context, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.non_atomic_requests
def import_preview(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Show the comparison and confirm it. 404 for another person's upload and for one that is too old."""
    plan = plan_for(request, code)
    actor = keeper(request)
    waiting = import_of(actor.user, plan, key, now=timezone.now())
    if waiting is None:
        raise Http404("No spreadsheet of yours waits here.")
    obey(spa_1(plan))
    preview = preview_of(waiting)
    if request.method == "POST" and not preview.is_faulty:
        added, changed = confirm(waiting, by=actor, now=clock.now())
        said = gettext("Imported the spreadsheet. Texts added: %(added)s, changed: %(changed)s.")
        messages.success(request, said % {"added": added, "changed": changed})
        return redirect("spa:plan_detail", code=plan.code)
    counts = [
        gettext("%(state)s: %(count)s") % {"state": words, "count": number}
        for _state, words, number in preview.counts
    ]
    context = {"plan": plan, "waiting": waiting, "preview": preview, "counts": counts}
    return render(
        request, "spa/import_preview.html", context, status=422 if request.method == "POST" else 200
    )
