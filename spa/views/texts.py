"""Adding, changing, removing and correcting the text of a plan, for the regional office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.decisions import ALLOWED, Decision, Violation, obey, refusal, require
from commit_portal.events import events_about
from commit_portal.forms import posted
from commit_portal.lifecycle import Actor
from commit_portal.pages import Attempt, differences_of
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
    """How one kind of text is shown and written."""

    word: str
    form: type[TextForm]
    add: Callable[..., PlanText]
    change: Callable[..., PlanText]
    remove: Callable[..., None]


NOUNS = {
    TextKind.AREA: Noun("area", AreaForm, texts.add_area, texts.change_area, texts.remove_area),
    TextKind.TARGET: Noun("target", TargetForm, texts.add_target, texts.change_target, texts.remove_target),
    TextKind.ACTIVITY_AREA: Noun(
        "activity area",
        MenuForm,
        texts.add_menu_activity,
        texts.change_menu_activity,
        texts.remove_menu_activity,
    ),
}


def keeper(request: HttpRequest) -> Actor:
    """Who acts, if that is somebody who keeps the plan; else `Refused`."""
    actor = actor_of(request)
    require(may_keep_plan(actor))
    assert actor is not None  # noqa: S101  may_keep_plan refuses nobody's seat
    return actor


def _row(plan: ActionPlan, kind: TextKind, key: str, area: str) -> PlanText:
    if kind == TextKind.AREA:
        return get_object_or_404(Area.objects.select_related("plan"), plan=plan, code=key)
    if kind == TextKind.TARGET:
        return get_object_or_404(Target.objects.select_related("plan", "area"), plan=plan, code=key)
    menu = MenuActivity.objects.select_related("area__plan")
    return get_object_or_404(menu, area__plan=plan, area__code=area, code=key)


def _home(plan: ActionPlan, area: str = "") -> str:
    return reverse("spa:plan_detail", args=[plan.code]) + (f"#area-{area}" if area else "")


@require_http_methods(["GET", "HEAD", "POST"])
def text_new(request: HttpRequest, code: str, kind: TextKind, area: str = "") -> HttpResponse:
    """Add an area, a target or an activity to an open plan (SPA-1)."""
    plan = plan_for(request, code)
    actor = keeper(request)
    closed = _stands_against(request, spa_1(plan))
    noun = NOUNS[kind]
    parent = get_object_or_404(Area, plan=plan, code=area) if area else None
    filled: dict[str, Any] = {"area": parent, "scope": "both", "objective": "not printed"}
    form = noun.form(posted(request), plan=plan, back=_home(plan, area), initial=filled)
    context = {"plan": plan, "form": form, "heading": f"Add {_article(noun.word)} {noun.word}"}
    attempt = Attempt(request, form, closed, keeps=True)
    if attempt.is_due:
        with attempt:
            row = noun.add(plan, form.draft(), by=actor, now=clock.now())  # type: ignore[attr-defined]
            messages.success(request, f"Added {noun.word} {row.code}.")
            return redirect(_home(plan, _area_code(row)))
    return text_page(request, attempt, context)


@require_http_methods(["GET", "HEAD", "POST"])
def text_edit(request: HttpRequest, code: str, kind: TextKind, key: str, area: str = "") -> HttpResponse:
    """Change a text of an open plan (SPA-1); theirs and yours where somebody was faster."""
    plan = plan_for(request, code)
    actor = keeper(request)
    closed = _stands_against(request, spa_1(plan))
    row = _row(plan, kind, key, area)
    noun = NOUNS[kind]
    heading = f"Change {noun.word} {row.code}"
    back = _home(plan, _area_code(row))
    form = noun.form(posted(request), plan=plan, back=back, initial=values_of(row))
    context = {"plan": plan, "form": form, "heading": heading}
    attempt = Attempt(request, form, closed, keeps=True)
    if not attempt.closed:
        context["remove_url"] = _sibling(request, "remove")
    if attempt.is_due:
        with attempt:
            noun.change(row, form.draft(), seen=form.seen, by=actor, now=clock.now())  # type: ignore[attr-defined]
            messages.success(request, f"Changed {noun.word} {row.code}.")
            return redirect(_home(plan, _area_code(row)))
        if attempt.stale:
            current: Any = attempt.stale.current
            theirs = {name: getattr(current, name, None) for name in form.fields}
            last = events_about(plan).filter(verb="change_text", label=current.code).first()
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
        messages.success(request, f"Removed {noun.word} {row.code}. The history keeps its text.")
        return redirect(back)
    context = {"plan": plan, "row": row, "word": noun.word, "text": printed_text(row), "back": back}
    return render(request, "spa/text_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def text_correct(request: HttpRequest, code: str, kind: TextKind, key: str, area: str = "") -> HttpResponse:
    """Correct a text of a closed plan from a day on (SPA-1)."""
    plan = plan_for(request, code)
    actor = keeper(request)
    still_open = _stands_against(request, plan_is_closed(plan))
    row = _row(plan, kind, key, area)
    noun = NOUNS[kind]
    today = clock.today()
    back = _home(plan, _area_code(row))
    filled = {"text": text_in_force(row, today), "in_force_from": today}
    form = CorrectionForm(posted(request), back=back, initial=filled)
    context = {
        "plan": plan,
        "form": form,
        "heading": f"Correct {noun.word} {row.code}",
        "printed": printed_text(row),
    }
    attempt = Attempt(request, form, still_open, keeps=True)
    if attempt.is_due:
        with attempt:
            correct_text(row, **form.cleaned_data, by=actor, now=clock.now())
            messages.success(request, f"Corrected {noun.word} {row.code}. The printed text stays on record.")
            return redirect(back)
    return text_page(request, attempt, context)


def text_page(request: HttpRequest, attempt: Attempt, context: dict[str, Any]) -> HttpResponse:
    """The page of one form; without its button where the plan changed its state while somebody typed."""
    if attempt.closed and isinstance(attempt.form, PlanFormBase):
        attempt.form.only_keep_what_was_typed()
    return render(request, "spa/text_form.html", {**context, "attempt": attempt}, status=attempt.status)


def _stands_against(request: HttpRequest, against: Violation | None) -> Decision:
    """What stands against a form. Raised where it is only looked at; with what was sent it is shown."""
    if request.method != "POST":
        obey(against)
    return refusal(str(against)) if against else ALLOWED


def _area_code(row: PlanText) -> str:
    return row.code if isinstance(row, Area) else row.area.code


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _sibling(request: HttpRequest, verb: str) -> str:
    """The address of another verb for the same text: .../edit/ beside .../remove/."""
    return request.path.removesuffix("edit/") + f"{verb}/"
