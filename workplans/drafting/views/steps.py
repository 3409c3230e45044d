"""Steps of one activity, each after a question; the needs of the plan; the choice between two changes of one line."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.i18n import Message, Param, Sentence, Words, and_list, message, moment, read_number, say
from commit_portal.i18n.parsing import one_line_end
from commit_portal.models import Event
from commit_portal.refusals import Permit, require
from commit_portal.sheets.merge import Clash, changed, names_in
from commit_portal.workflow import Attempt, Link, StepView, Values
from workplans.drafting import actions, saving
from workplans.drafting.forms import ActivityForm, NeedsForm
from workplans.fields import BY_NAME, fields_but, names_in_sentence
from workplans.lines.options import line_options_of
from workplans.models import Activity, Seat, Workplan
from workplans.models.activities import cost_that_counts
from workplans.models.partner_support import ContributionQuerySet
from workplans.plan import permissions
from workplans.plan.differences import LONG, RESEMBLE, DiffPart, word_pieces
from workplans.plan.line_content import FieldOfLine, words_of_line
from workplans.plan.line_history import LineContent, content_at, history_of, values_of
from workplans.presentation.loaders import activity_or_404, texts_today
from workplans.presentation.step_links import line_url, path_to, plan_url
from workplans.presentation.timeline import WRITE_NEEDS, events_for
from workplans.presentation.views import DraftStep
from workplans.request_context.request import SeatMixin, seat_of


class ActivityQuestion(SeatMixin, StepView[Activity]):
    """A step of one activity, after a question on a page of its own."""

    # Who takes the step with lines of a plan in whatever state.
    taken_by: Callable[[Seat, Workplan], Permit]

    def get_object(self) -> Activity:
        return activity_or_404(self.request, **self.kwargs)

    def get_permit(self) -> Permit:
        return self.taken_by(self.actor, self.object.workplan)

    def get_path(self) -> Sequence[Link]:
        line = self.object
        url = line_url(line.workplan, line.number)
        return (*path_to(line.workplan), (say(_("Activity %(code)s"), code=line.code), url))

    def get_facts(self) -> Mapping[str, Param]:
        return {"code": self.object.code}

    def get_words(self) -> Words:
        return done_words(self.object, self.success_message)

    def get_success_url(self) -> str:
        # Nothing is left to do on the page of a withdrawn activity.
        path = self.get_path()
        return path[-2][1] if self.made.is_withdrawn else path[-1][1]


class WithdrawActivity(ActivityQuestion):
    """Withdraw a line, after a page that says who reads it then, and whose support ends, now or later (CO-9)."""

    template_name = "workplans/drafting/activity_withdraw.html"
    taken_by = staticmethod(permissions.may_draft_lines)
    open_if, action = staticmethod(permissions.may_edit_activity), staticmethod(actions.withdraw_activity)
    heading, button = _("Withdraw: %(code)s"), pgettext_lazy("action", "Withdraw")
    success_message = actions.WITHDRAWN

    def get_context_data(self, **kwargs: object) -> Values:
        line = self.object
        approved = line.version_lines.filter(version=line.workplan.of_record_id, withdrawn=False)
        return super().get_context_data(**kwargs) | {
            "is_approved": approved.exists(),
            "was_submitted": line.version_lines.exists(),
            "asked": partners_of(line.contributions.unanswered()),
            "accepted": partners_of(line.contributions.accepted()),
        }


class RestoreActivity(ActivityQuestion):
    """Bring a withdrawn line back."""

    template_name = "workplans/drafting/activity_restore.html"
    taken_by = staticmethod(permissions.may_draft_lines)
    open_if = staticmethod(permissions.may_restore_activity)
    action = staticmethod(actions.restore_activity)
    heading, button = _("Restore: %(code)s"), pgettext_lazy("action", "Restore")
    success_message = actions.RESTORED


class UnlockActivity(ActivityQuestion):
    """Open another line of a returned plan as its lead."""

    template_name = "workplans/drafting/activity_unlock.html"
    taken_by = staticmethod(permissions.may_unlock_lines)
    open_if, action = staticmethod(permissions.may_unlock_activity), staticmethod(actions.unlock_activity)
    heading, button = _("Allow changes: %(code)s"), _("Allow changes")
    success_message = _("You can change %(code)s now.")


class KeepActivity(ActivityQuestion):
    """Keep a returned line as the government's own as its lead."""

    template_name = "workplans/drafting/activity_keep.html"
    taken_by = staticmethod(permissions.may_keep_lines)
    open_if = staticmethod(permissions.may_keep_without_support)
    action = staticmethod(actions.keep_without_support)
    heading = _("Keep without Secretariat funding: %(code)s")
    button = _("Keep without Secretariat funding")
    success_message = _("%(code)s stays in the workplan without Secretariat funding.")


def done_words(line: Activity, said: Sentence, more: Words = "") -> Words:
    """What was done, as a link to the line. `said` has its code; `more` follows."""
    url = line_url(line.workplan, line.number)
    return format_html('<strong><a href="{}">{}</a></strong> {}', url, say(said, code=line.code), more)


def say_done(request: HttpRequest, line: Activity, said: Sentence, more: Words = "") -> None:
    """Say on the next page what was done (`done_words`)."""
    messages.success(request, str(done_words(line, said, more)))


class WriteNeeds(DraftStep):
    """Write the plan's opportunities, gaps and needs. Only other words saved meanwhile are a conflict.

    Where the plan was submitted meanwhile, nothing is written and what was typed stays on the page.
    """

    permission = staticmethod(permissions.may_edit_workplan)
    template_name, form_class, compares = "step_form.html", NeedsForm, True
    # A line saved meanwhile also changes the row version. Only other words are a conflict.
    mark = "before"
    heading = _("Opportunities, gaps and needs")
    success_message = _("The opportunities, gaps and needs are saved.")

    def keeps(self) -> bool:
        return permissions.drafts(self.actor, self.object)

    def get_initial(self) -> Values:
        return {"needs": self.object.needs, "before": self.object.needs}

    def act(self, form: NeedsForm) -> None:
        plan, is_unchanged = self.object, self.seen == one_line_end(self.object.needs).strip()
        seen = plan.row_version if is_unchanged else 0
        actions.write_needs(plan, form.cleaned_data["needs"], seen=seen, by=self.actor, now=clock.now())

    def get_last_event(self) -> Event | None:
        return events_for(self.actor, self.object).filter(verb=WRITE_NEEDS).first()

    def get_context_data(self, **kwargs: object) -> Values:
        plan = self.object
        lead = say(_("%(name)s, workplan %(year)s"), name=plan.taskforce.name, year=str(plan.cycle.year))
        button = _("Save my text instead") if self.attempt.stale else _("Save needs")
        return super().get_context_data(lead=lead, button=button, **kwargs)


def partners_of(supports: ContributionQuerySet) -> str:
    """The partners of requests, offers or support, each once."""
    return and_list(dict.fromkeys(str(support.partner) for support in supports.select_related("partner")))


THEIRS, MINE, BOTH = "theirs", "mine", "both"
SHOWN = fields_but("supports")
# Where a person came from and goes back to: the table of the plan, or the page of the activity.
TO_PLAN = "plan"


@require_http_methods(["GET", "HEAD", "POST"])
def activity_both(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Save what a person chose where two people changed one line; show the page again where that is not possible.

    Whoever comes without a choice to make is led to the form. The page can be reached with typed fields only (`only`):
    then they are saved as `save_line` does, and what clashes is asked.
    """
    seat, sent = seat_of(request), request.POST
    line = activity_or_404(request, year, place, number)
    may = permissions.may_edit_activity(seat, line)
    keeps = request.method == "POST" and permissions.drafts(seat, line.workplan)
    if not keeps:
        require(may)
    known = BY_NAME.keys() - {"supports"}
    given = [tuple(name for name in fields.split() if name in known) for fields in sent.getlist("clash")]
    clashes = tuple(filter(None, given))
    names = {*names_in(clashes)} or {name for name in sent.getlist("only") if name in BY_NAME}
    base, seen = (read_number(sent.get(name)) for name in ("base", "row_version"))
    if not names or not (0 < base <= line.row_version and 0 < seen <= line.row_version):
        return redirect("activity_edit", year, place, number)
    form = _form(request, line, names)
    attempt = Attempt(request, form, may, keeps=keeps)
    form.full_clean()
    mine = saving.typed_values(content_at(line, base), form.cleaned_data)
    ticks = {clash[0]: _tick(sent, clash[0]) for clash in clashes}
    missing = "tick" not in sent and not all(ticks.values())
    if attempt.is_due and not missing and "tick" not in sent:
        shown = content_at(line, seen)
        theirs = [clash for clash in clashes if ticks[clash[0]] == THEIRS]
        typed = form.cleaned_data | {
            key: _text(sent, key) for key, tick in ticks.items() if tick == BOTH and f"both_{key}" in sent
        }
        with attempt:
            chosen = {name: value for name, value in typed.items() if name not in names_in(theirs)}
            saved = saving.save_line(line, chosen, seen=seen, by=seat, now=clock.now())
            # What of theirs is not what the page showed any more: somebody has saved it again.
            other = {*changed(shown, values_of(saved.line))}
            left = (*saved.clashes, *(clash for clash in theirs if other & {*clash}))
            if not left:
                say_saved(request, saved)
                return redirect(_way_back(request, line))
            say_asked_again(request, saved)
            clashes = left
            mine = saving.typed_values(content_at(line, base), typed)
        line = activity_or_404(request, year, place, number)
    later = history_of(line, since=seen) if "clash" in sent else ()
    more: Values = {
        "attempt": attempt,
        "form": form if form.errors else None,
        "missing": missing,
        # Somebody saved the line once more meanwhile. Who comes from the table has not chosen yet.
        "again": any(row.by_id != seat.user_id and names & set(row.after) for row in later),
    }
    return show_both(request, line, clashes, mine, base=base, **more)


def show_both(
    request: HttpRequest,
    line: Activity,
    clashes: Sequence[Clash],
    mine: LineContent,
    *,
    base: int,
    **more: object,
) -> HttpResponse:
    """The page: 422 where something is to correct, 409 where somebody else was faster."""
    plan = line.workplan
    context = {
        "page": _page(request, line, clashes, mine, base=base),
        "plan": plan,
        "line": line,
        "area": texts_today(plan).name(line.area),
        "way_back": _way_back(request, line),
        **more,
    }
    status = 422 if more.get("missing") or more.get("form") else 200 if "tick" in request.POST else 409
    return render(request, "workplans/drafting/activity_conflict.html", context, status=status)


def say_saved(request: HttpRequest, saved: saving.Saved, *more: object) -> None:
    """Say that the line is saved, what came in of others, and which countries are asked to confirm it again."""
    line, last = saved.line, saved.last
    theirs = last and saving.merged_sentences(saved.from_them, {}, last, line, seat_of(request).user)
    said = filter(None, (*more, theirs, saved.asked_again))
    say_done(request, line, _("%(code)s is saved."), format_html_join(" ", "{}", ((one,) for one in said)))


def say_asked_again(request: HttpRequest, saved: saving.Saved) -> None:
    """Say which countries are asked again, where part of an activity is saved and the rest is still to choose."""
    if saved.asked_again:
        messages.info(request, saved.asked_again)


def _page(
    request: HttpRequest, line: Activity, clashes: Sequence[Clash], mine: LineContent, *, base: int
) -> Values:
    """What the page shows of a line as it is now. `mine` is the content that was typed from the row version `base`.

    - `settled`: the fields that somebody changed and nobody has to choose.
    - `works`: each saving since then, who saved which fields and when. `still`: how many choices are to be made.
    - `area`: the key of the area that was typed: menu and targets are read by it.

    About 10 queries, however many fields.
    """
    reader, before, theirs = seat_of(request).user, content_at(line, base), values_of(line)
    options, texts = line_options_of(line.workplan), texts_today(line.workplan)
    sides = [words_of_line(options.draft_of(values), texts, SHOWN) for values in (before, theirs, mine)]
    rows = history_of(line, since=base)
    # The change that made what the typing started from; None for the line as it was added.
    start = line.history.filter(row_version__lte=base).order_by("-row_version").first()
    names = {*names_in(clashes)}
    last = next((row for row in rows if names & set(row.after)), rows[0] if rows else None)
    plan, today = line.workplan, clock.today()
    room = plan.room_for(line, today)
    choices = [
        {**_choice(clash, sides, mine, request.POST), "remarks": _remarks(clash, theirs, mine, room)}
        for clash in clashes
    ]
    open_wholes = {BY_NAME[name].part_of or name for name in names}
    touched = {name for row in rows for name in row.after}
    alone = [said.words for said in sides[1] if said.name in open_wholes]
    value = alone[0] if len(alone) == 1 else ""
    return {
        "choices": choices,
        "ceiling": plan.ceiling_on(today),
        "left": plan.room_for(None, today),
        "settled": [
            said
            for said in sides[1]
            if said.name not in open_wholes and touched & {name for name, _ in said.values}
        ],
        "works": [(row, map(str, names_in_sentence(row.after))) for row in rows],
        "last": last,
        "own_hand": last is not None and last.by_id == reader.pk,
        "said": "" if last is None else saving.clash_sentence(names, value, last, line, reader),
        "before_at": moment(start.at if start else line.entered_at),
        "base": base,
        "area": mine["area"],
        "still": sum(not choice["ticked"] for choice in choices),
    }


def _choice(
    clash: Clash, sides: Sequence[tuple[FieldOfLine, ...]], mine: LineContent, sent: QueryDict
) -> Values:
    """Fields that are chosen together: what they were, and each side.

    `text` is what "Combine both texts" starts with; None where there is no such choice. `sent` is what was typed, by
    the names of form fields, to be sent again.
    """
    key = clash[0]
    wholes = {BY_NAME[name].part_of or name for name in clash}
    said = [trio for trio in zip(*sides, strict=True) if trio[0].name in wholes]
    writes = len(said) == 1 and BY_NAME[key].is_text
    return {
        "key": key,
        "label": and_list(old.label for old, _their, _my in said),
        "rows": [
            (old, _pieces(old.words, their.words), _pieces(old.words, my.words)) for old, their, my in said
        ],
        "ticked": _tick(sent, key),
        "text": _text(sent, key, mine[key]) if writes else None,
        "fields": " ".join(clash),
        "sent": [(name, value) for name in clash for value in saving.as_sent(name, mine[name])],
    }


def _remarks(
    clash: Clash, theirs: LineContent, mine: LineContent, room: Decimal | None
) -> dict[str, Message]:
    """What each side's cost leaves under the ceiling, in US dollars, or how much it is too much."""
    if room is None or "secretariat_cost" not in clash:
        return {}
    found = {}
    for side, values in ((THEIRS, theirs), (MINE, {**theirs, **{name: mine[name] for name in clash}})):
        left = room - cost_that_counts(values["funding"], values["secretariat_cost"])
        found[side] = message("cost.left", amount=left)
        if left < 0:
            found[side] = message("line.over_ceiling", over=-left, left=room)
    return found


def _pieces(before: str, after: str) -> tuple[DiffPart, ...]:
    """A side in pieces, with what is new in it marked. Short words, and words that are all new, are shown whole."""
    likeness = SequenceMatcher(a=before.split(), b=after.split(), autojunk=False).ratio()
    if min(len(before), len(after)) < LONG or likeness < RESEMBLE:
        return (DiffPart(after, changed=False),)
    return word_pieces(before, after)[1]


def _form(request: HttpRequest, line: Activity, names: set[str]) -> ActivityForm:
    """The form with the named fields only."""
    options = line_options_of(line.workplan)
    area = options.area(read_number(request.POST.get("area", ""))) or line.area
    form = ActivityForm(request.POST, options=options, area=area)
    for name in set(form.fields) - names:
        del form.fields[name]
    return form


def _tick(sent: QueryDict, key: str) -> str:
    """What is ticked for a choice, by its key. A button "Take all" ticks every choice and sends nothing."""
    everything = sent.get("tick", "")
    tick = everything if everything in (THEIRS, MINE) else sent.get(f"choice_{key}", "")
    return tick if tick in (THEIRS, MINE, BOTH) else ""


def _text(sent: QueryDict, key: str, otherwise: str = "") -> str:
    """What is written for "Combine both texts"."""
    return one_line_end(sent.get(f"both_{key}", otherwise))


def _way_back(request: HttpRequest, line: Activity) -> str:
    if request.POST.get("back") == TO_PLAN:
        return plan_url(line.workplan)
    return line_url(line.workplan, line.number)
