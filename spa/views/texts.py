"""Add, change, remove and correct the text of a plan: the pages of the regional office."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.i18n.messages import Words, message
from commit_portal.i18n.parsing import read_number
from commit_portal.refusals import ALLOWED, Permit, Violation, obey, refusal, require
from commit_portal.workflow.action_attempts import Attempt, differences_of
from commit_portal.workflow.events import events_about
from commit_portal.workflow.lifecycle import Actor
from spa.actions import texts
from spa.actions.corrections import correct_text
from spa.forms import AreaForm, CorrectionForm, MenuForm, PlanFormBase, TargetForm, TextForm, values_of
from spa.models import ActionPlan, Area, MenuActivity, Target
from spa.permissions import may_keep_plan
from spa.queries import PlanText, printed_text, text_in_force
from spa.rules import plan_is_closed, spa_1
from spa.statuses import TextKind
from spa.views.reading import actor_of, plan_for


@dataclass(frozen=True)
class Noun:
    """One kind of text: its form, its actions, and the sentences of its pages."""

    form: type[TextForm]
    add: Callable[..., PlanText]
    change: Callable[..., PlanText]
    remove: Callable[..., None]
    to_add: Words
    to_change: Words
    to_remove: Words
    to_correct: Words
    added: Words
    changed: Words
    removed: Words
    corrected: Words


NOUNS = {
    TextKind.AREA: Noun(
        AreaForm,
        texts.add_area,
        texts.change_area,
        texts.remove_area,
        to_add=_("Add an area"),
        to_change=_("Change area %(code)s"),
        to_remove=_("Remove area %(code)s"),
        to_correct=_("Correct area %(code)s"),
        added=_("Added area %(code)s."),
        changed=_("Changed area %(code)s."),
        removed=_("Removed area %(code)s. The history keeps its text."),
        corrected=_("Corrected area %(code)s. The plan of action keeps the printed text."),
    ),
    TextKind.TARGET: Noun(
        TargetForm,
        texts.add_target,
        texts.change_target,
        texts.remove_target,
        to_add=_("Add a target"),
        to_change=_("Change target %(code)s"),
        to_remove=_("Remove target %(code)s"),
        to_correct=_("Correct target %(code)s"),
        added=_("Added target %(code)s."),
        changed=_("Changed target %(code)s."),
        removed=_("Removed target %(code)s. The history keeps its text."),
        corrected=_("Corrected target %(code)s. The plan of action keeps the printed text."),
    ),
    TextKind.ACTIVITY_AREA: Noun(
        MenuForm,
        texts.add_menu_activity,
        texts.change_menu_activity,
        texts.remove_menu_activity,
        to_add=_("Add an activity area"),
        to_change=_("Change activity area %(code)s"),
        to_remove=_("Remove activity area %(code)s"),
        to_correct=_("Correct activity area %(code)s"),
        added=_("Added activity area %(code)s."),
        changed=_("Changed activity area %(code)s."),
        removed=_("Removed activity area %(code)s. The history keeps its text."),
        corrected=_("Corrected activity area %(code)s. The plan of action keeps the printed text."),
    ),
}


def _of(sentence: Words, row: PlanText) -> str:
    """A sentence of a noun about one row."""
    return str(sentence) % {"code": row.code}


def keeper(request: HttpRequest) -> Actor:
    """Return who acts. Raises `Refused` for anybody who may not change plans."""
    actor = actor_of(request)
    require(may_keep_plan(actor))
    assert actor is not None  # noqa: S101  may_keep_plan refuses nobody's seat
    return actor


def _texts_of(plan: ActionPlan, kind: TextKind) -> QuerySet[Any]:
    if kind == TextKind.AREA:
        return Area.objects.filter(plan=plan).select_related("plan")
    if kind == TextKind.TARGET:
        return Target.objects.filter(plan=plan).select_related("plan", "area")
    return MenuActivity.objects.filter(area__plan=plan).select_related("area__plan")


def _row(plan: ActionPlan, kind: TextKind, key: str, area: str) -> PlanText:
    named = {"code": key, "area__code": area} if kind == TextKind.ACTIVITY_AREA else {"code": key}
    row: PlanText = get_object_or_404(_texts_of(plan, kind), **named)
    return row


def _row_of_form(
    request: HttpRequest, plan: ActionPlan, kind: TextKind, key: str, area: str
) -> PlanText | None:
    """The row of the address; of a form that was sent, the row that it was filled with.

    None where that one was removed meanwhile: the page then keeps what was typed.
    """
    if request.method != "POST" or not request.POST.get("row"):
        return _row(plan, kind, key, area)
    filled_with: PlanText | None = _texts_of(plan, kind).filter(pk=read_number(request.POST["row"])).first()
    return filled_with


def _removed_meanwhile(
    request: HttpRequest, plan: ActionPlan, form: PlanFormBase, heading: str
) -> HttpResponse:
    attempt = Attempt(request, form, refusal(message("text.removed_meanwhile")), keeps=True)
    return text_page(request, attempt, {"plan": plan, "form": form, "heading": heading})


def _home(plan: ActionPlan, area: str = "") -> str:
    return reverse("spa:plan_detail", args=[plan.code]) + (f"#area-{area}" if area else "")


@require_http_methods(["GET", "HEAD", "POST"])
def text_new(request: HttpRequest, code: str, kind: TextKind, area: str = "") -> HttpResponse:
    """Add an area, a target or an activity to an open plan (SPA-1)."""
    plan = plan_for(request, code)
    actor = keeper(request)
    closed = _stands_against(request, spa_1(plan))
    noun = NOUNS[kind]
    parent = Area.objects.filter(plan=plan, code=area).first() if area else None
    # The form that is sent names its area by its key.
    if area and parent is None and request.method != "POST":
        raise Http404
    filled: dict[str, Any] = {"area": parent, "scope": "both"}
    form = noun.form(posted(request), plan=plan, back=_home(plan, area), initial=filled)
    context = {"plan": plan, "form": form, "heading": noun.to_add}
    attempt = Attempt(request, form, closed, keeps=True)
    if attempt.is_due:
        with attempt:
            row = noun.add(plan, form.draft(), by=actor, now=clock.now())  # type: ignore[attr-defined]
            messages.success(request, _of(noun.added, row))
            return redirect(_home(plan, _area_code(row)))
    return text_page(request, attempt, context)


@require_http_methods(["GET", "HEAD", "POST"])
def text_edit(request: HttpRequest, code: str, kind: TextKind, key: str, area: str = "") -> HttpResponse:
    """Change a text of an open plan (SPA-1); show theirs and yours where someone saved meanwhile."""
    plan = plan_for(request, code)
    actor = keeper(request)
    closed = _stands_against(request, spa_1(plan))
    row = _row_of_form(request, plan, kind, key, area)
    noun = NOUNS[kind]
    if row is None:
        form = noun.form(posted(request), plan=plan, back=_home(plan))
        return _removed_meanwhile(request, plan, form, str(noun.to_change) % {"code": key})
    back = _home(plan, _area_code(row))
    form = noun.form(posted(request), plan=plan, back=back, initial=values_of(row))
    context = {"plan": plan, "form": form, "heading": _of(noun.to_change, row)}
    attempt = Attempt(request, form, closed, keeps=True)
    if not attempt.closed:
        context["remove_url"] = _sibling(request, "remove")
    if attempt.is_due:
        with attempt:
            noun.change(row, form.draft(), seen=form.seen, by=actor, now=clock.now())  # type: ignore[attr-defined]
            messages.success(request, _of(noun.changed, row))
            return redirect(_home(plan, _area_code(row)))
        if attempt.stale:
            current: Any = attempt.stale.current
            theirs = {name: getattr(current, name, None) for name in form.fields}
            last = events_about(plan).filter(verb=texts.CHANGE_TEXT, label=current.code).first()
            attempt.show_theirs(differences_of(form, theirs), last=last, row_version=current.row_version)
    return text_page(request, attempt, context)


@require_http_methods(["GET", "HEAD", "POST"])
def text_remove(request: HttpRequest, code: str, kind: TextKind, key: str, area: str = "") -> HttpResponse:
    """Remove a text of an open plan (SPA-1), after a look at it."""
    plan = plan_for(request, code)
    actor = keeper(request)
    obey(spa_1(plan))
    row = _row(plan, kind, key, area)
    noun = NOUNS[kind]
    back = _home(plan, _area_code(row) if kind != TextKind.AREA else "")
    if request.method == "POST":
        noun.remove(row, by=actor, now=clock.now())
        messages.success(request, _of(noun.removed, row))
        return redirect(back)
    context = {
        "plan": plan,
        "row": row,
        "heading": _of(noun.to_remove, row),
        "text": printed_text(row),
        "back": back,
    }
    return render(request, "spa/text_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def text_correct(request: HttpRequest, code: str, kind: TextKind, key: str, area: str = "") -> HttpResponse:
    """Correct a text of a closed plan from a day on (SPA-1)."""
    plan = plan_for(request, code)
    actor = keeper(request)
    still_open = _stands_against(request, plan_is_closed(plan))
    row = _row_of_form(request, plan, kind, key, area)
    noun = NOUNS[kind]
    if row is None:
        form = CorrectionForm(posted(request), back=_home(plan))
        return _removed_meanwhile(request, plan, form, str(noun.to_correct) % {"code": key})
    today = clock.today()
    back = _home(plan, _area_code(row))
    filled = {"row": row.pk, "text": text_in_force(row, today), "in_force_from": today}
    form = CorrectionForm(posted(request), back=back, initial=filled)
    context = {
        "plan": plan,
        "form": form,
        "heading": _of(noun.to_correct, row),
        "printed": printed_text(row),
    }
    attempt = Attempt(request, form, still_open, keeps=True)
    if attempt.is_due:
        with attempt:
            correct_text(row, **form.correction(), by=actor, now=clock.now())
            messages.success(request, _of(noun.corrected, row))
            return redirect(back)
    return text_page(request, attempt, context)


def text_page(request: HttpRequest, attempt: Attempt, context: dict[str, Any]) -> HttpResponse:
    """Show the page of one form, without its button where the plan's state changed meanwhile."""
    if attempt.closed and isinstance(attempt.form, PlanFormBase):
        attempt.form.only_keep_what_was_typed()
    return render(request, "spa/text_form.html", {**context, "attempt": attempt}, status=attempt.status)


def _stands_against(request: HttpRequest, against: Violation | None) -> Permit:
    """Raise a broken rule on GET; on POST refuse by it, so that the page keeps what was typed."""
    if request.method != "POST":
        obey(against)
    return refusal(against.message) if against else ALLOWED


def _area_code(row: PlanText) -> str:
    return row.code if isinstance(row, Area) else row.area.code


def _sibling(request: HttpRequest, verb: str) -> str:
    """The address of another verb for the same text: .../edit/ beside .../remove/."""
    return request.path.removesuffix("edit/") + f"{verb}/"
