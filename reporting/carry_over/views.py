"""Start a draft from the year behind it: choose what goes on, check it where it does not fit, put it into the draft."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.addresses import found_or_404
from commit_portal.forms.base import Values
from commit_portal.i18n import ngettext_lazy, say
from commit_portal.refusals import Permit, Refused
from reporting.carry_over import previous_year, previous_year_page
from reporting.carry_over.actions import carry_over, mark_of, undo_carry_over
from reporting.carry_over.forms import LookBackForm
from spa.queries import texts_in_force
from workplans.fields import BY_NAME
from workplans.models import Activity, Workplan
from workplans.plan.permissions import drafts, may_add_activity
from workplans.plan.rules import wp_3
from workplans.presentation.checklist import by_field, open_points
from workplans.presentation.loaders import draft_or_404, load_live_lines, texts_today
from workplans.presentation.step_links import plan_url
from workplans.presentation.views import PlanStep

PAGE = "reporting/carry_over/carry_over.html"


class CarryOverLines(PlanStep):
    """The approved lines of the newest earlier year, what became of them, and which of them go on.

    Only two buttons write: "put", where everything fits under the ceiling, and "write" on the page that asks about the
    reserve. All others only choose and count.
    """

    permission, mark = staticmethod(may_add_activity), "seen"
    success_template = "reporting/carry_over/carry_over_said.html#written"
    # None where no earlier year has anything to carry over.
    found: previous_year.YearBehind | None = None

    @property
    def behind(self) -> previous_year.YearBehind:
        """The newest earlier year."""
        return found_or_404(self.found)

    def get_template_names(self) -> list[str]:
        """The page; for a script that only counts, the meter alone."""
        return [f"{PAGE}#counted" if self.is_script else PAGE]

    def get_object(self) -> Workplan:
        plan = draft_or_404(self.request, self.kwargs["year"], self.kwargs["place"])
        # After a refused step the page stays that of the year which was chosen from.
        self.found = previous_year.year_behind(plan, self.actor) or self.found
        return plan

    def keeps(self) -> bool:
        return self.found is not None and drafts(self.actor, self.object)

    def not_now(self, may: Permit) -> HttpResponse | None:
        """A page that says so where no earlier year has anything to carry over."""
        page = super().not_now(may)
        if page is None and self.found is None:
            return render(self.request, "reporting/carry_over/carry_over_nothing.html", {"plan": self.object})
        return page

    def is_asked_for(self) -> bool:
        return bool({"put", "write"} & set(self.request.POST))

    def not_done(self) -> HttpResponse | None:
        self.object = self.get_object()
        return self.ask_about_the_reserve() if self.attempt.broke(wp_3) else None

    def get_form(self, form_class: object = None) -> LookBackForm:
        behind, data, texts = self.behind, None, texts_today(self.object)
        names = {key: texts.name(area) for key, area in behind.areas.items()}
        if self.request.method == "POST":
            data = self.request.POST.copy()
            if "write" not in data:
                # Only the page that asks about the reserve shows who is in it.
                data.setlist("reserve", [])
            if "many" in data:
                data.update(previous_year_page.chosen_for_many(behind, self.request.POST["many"]))
        return LookBackForm(
            data, behind=behind, areas=names, today=clock.today(), initial={"seen": behind.mark}
        )

    def act(self, form: LookBackForm) -> dict[str, int]:
        return carry_over(self.object, form.choices(), seen=self.seen, by=self.actor, now=clock.now())

    def get_context_data(self, **kwargs: object) -> Values:
        """The page with what is chosen."""
        plan, behind, form = self.object, self.behind, cast(LookBackForm, self.attempt.form)
        context: Values = {
            "standing": previous_year.standing_of(behind, form.to_count()),
            "past": previous_year_page.past_words(behind, form.to_count(), form),
            **self.years,
        }
        if not self.is_script:
            old_texts = texts_in_force(behind.cycle.plan, clock.today(), behind.cycle.plan_revision)
            said = previous_year.recommended_to(behind.version)
            context |= {
                "areas": previous_year_page.areas_of(behind, form, old_texts, said),
                "said": previous_year_page.said_of_all(said),
                "for_many": previous_year_page.for_many(behind),
                "coverage": previous_year_page.coverage_of(behind, self.actor, texts_today(plan), old_texts),
            }
        return super().get_context_data(**context | kwargs)

    def get_success_url(self) -> str:
        """What is now in the draft, with what is missing there; the workplan where nothing was added."""
        return plan_url(self.object, "last_year_done" if self.made["written"] else "workplan")

    @property
    def years(self) -> Values:
        """The earlier year with what it offers, and both years by their names."""
        behind = self.behind
        return {"behind": behind, "year": behind.plan.cycle.year, "earlier": behind.cycle.year}

    def ask_about_the_reserve(self) -> HttpResponse:
        """The check page: too much for the ceiling, so which of the chosen lines wait in reserve? Nothing is written yet."""
        behind, form, posted = self.behind, cast(LookBackForm, self.attempt.form), self.request.POST
        choices = previous_year.new_of(behind, form.choices())
        checked = "write" in posted
        in_reserve = {choice.line.activity_id for choice in choices if choice.in_reserve}
        if not checked:
            in_reserve |= previous_year.reserve_to_propose(behind, choices)
        kept_back = [replace(choice, in_reserve=choice.line.activity_id in in_reserve) for choice in choices]
        context = super().get_context_data(
            **self.years,
            standing=previous_year.standing_of(behind, choices),
            is_second_time=checked,
            then=previous_year.standing_of(behind, kept_back),
            lines=[(choice, previous_year.cost_of(behind, choice)) for choice in kept_back],
            proposed=len(in_reserve),
            # What was chosen, to be sent again with the answer.
            kept=[(name, posted[name]) for name in form.fields if name != "reserve" and posted.get(name)],
        )
        status = HTTPStatus.UNPROCESSABLE_ENTITY if checked else HTTPStatus.OK
        return render(self.request, "reporting/carry_over/carry_over_check.html", context, status=status)


class CarriedLines(PlanStep):
    """What somebody has just carried over: what these lines still need, and the button that undoes it."""

    permission, mark = staticmethod(may_add_activity), "seen"
    action, has_mark = staticmethod(undo_carry_over), True
    template_name, closed_heading = "reporting/carry_over/carry_over_done.html", _("Nothing to undo")
    success_template = "reporting/carry_over/carry_over_said.html#undone"
    lines: Sequence[Activity] = ()

    def get_object(self) -> Workplan:
        plan = draft_or_404(self.request, self.kwargs["year"], self.kwargs["place"])
        self.lines = previous_year.last_carried(plan, self.actor)
        return plan

    def get_stop(self) -> Refused | None:
        return None if self.lines else Refused(_("The draft has no activity that you carried over."))

    def get_success_url(self) -> str:
        return plan_url(self.object, "last_year")

    def get_context_data(self, **kwargs: object) -> Values:
        plan, lines = self.object, self.lines
        load_live_lines(plan, self.actor, offers=[])
        own = {line.short_code for line in lines}
        points = [point for point in open_points(plan, self.actor) if point.where in own]
        heading = ngettext_lazy("%(count)s activity is in the draft", "%(count)s activities are in the draft")
        found: Values = {
            "heading": say(heading, count=len(lines)),
            "seen": mark_of(lines),
            "lines": lines,
            "missing": [_missing(group) for group in by_field(points)["missing"] if group["cells"]],
        }
        return super().get_context_data(**found | kwargs)


def _missing(group: Values) -> Values:
    """How many activities lack a field, with the cell of the first of them."""
    first, count = group["cells"][0], len({point.where for point in group["cells"]})
    field = str(BY_NAME[first.field].inside) if group["is_plain"] else group["label"]
    said = ngettext_lazy("%(count)s activity needs: %(field)s", "%(count)s activities need: %(field)s")
    return {"words": say(said, count=count, field=field), "url": first.url}
