"""List the years, show one, open one, set its dates."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal import clock
from commit_portal.addresses import address
from commit_portal.http.filters import FilteredPage
from commit_portal.i18n import Param, Words, and_list, day, money, read_number, say, span
from commit_portal.models import Event
from commit_portal.refusals import ALLOWED, Permit
from commit_portal.workflow import ButtonView, Link, StepView, Values, events_about
from spa.models import ActionPlan
from spa.queries import changes_between
from workplans.consultation.permissions import may_list_unmet_needs
from workplans.models import COUNTRY_CEILING, AnnualCycle, Seat, Taskforce
from workplans.presentation.loaders import cycle_or_404
from workplans.presentation.timeline import trail
from workplans.request_context.request import YEAR_KEY, SeatMixin, chosen_year
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES, Step, WorkplanStatus
from workplans.years import actions, forms, plans, step_labels
from workplans.years.permissions import kept_elsewhere, may_keep_years


class YearList(SeatMixin, StepView[Seat]):
    """All years, newest first. Sent, it chooses the year of the pages whose address has none."""

    section = "workplans"
    template_name, success_url = "workplans/years/year_list.html", reverse_lazy("home")
    success_message = _("Your home page shows %(year)s.")

    def get_object(self) -> Seat:
        return self.actor

    def get_permit(self) -> Permit:
        """Everybody who holds a seat."""
        return ALLOWED

    def act(self, form: None) -> AnnualCycle:
        wanted = get_object_or_404(AnnualCycle, year=read_number(self.request.POST.get("year")))
        self.request.session[YEAR_KEY] = wanted.year
        return wanted

    def get_facts(self) -> Mapping[str, Param]:
        return {"year": str(self.made.year)} if self.made else {}

    def get_context_data(self, **kwargs: object) -> Values:
        seat = self.actor
        rows = [
            {
                "cycle": cycle,
                "runs": span(cycle.starts_on, cycle.ends_on),
                "ceiling": say(_("US$%(amount)s for each country"), amount=cycle.ceiling_on(clock.today())),
            }
            for cycle in AnnualCycle.objects.select_related("plan")
        ]
        context: Values = {
            "rows": rows,
            "chosen": chosen_year(self.request),
            "may_open": may_keep_years(seat),
            "loaded": plans.loaded_years_for(seat),
        }
        if context["may_open"]:
            context["plans"] = ActionPlan.objects.filter(starts_on__lt=clock.today()).order_by("-number")
            removed = Event.objects.filter(content_type__model="annualcycle", verb=actions.REMOVE_YEAR)
            context["history"] = trail(removed.order_by("-pk"))
        return super().get_context_data(**context | kwargs)


FACTS = forms.YearForm.base_fields.keys()  # what is asked before the days of the steps


class OpenYear(SeatMixin, StepView[None]):
    """Ask for the facts of a new year, show what opening it will make, and open it by the button of that page."""

    right = staticmethod(may_keep_years)
    section, is_heavy = "workplans", True
    template_name, form_class = "workplans/years/year_open.html", forms.YearForm

    def get_path(self) -> Sequence[Link]:
        return [(_("Years"), reverse("years"))]

    def get_initial(self) -> Values:
        newest = self.newest
        if newest is None:
            return {"country_ceiling": COUNTRY_CEILING}
        following = newest.year + 1
        return {
            "country_ceiling": newest.ceiling_on(date(following, 1, 1)),
            "year": following,
            "plan": newest.plan_id,
            "starts_on": date(following, 1, 1),
            "ends_on": date(following, 12, 31),
            "regional_ceiling": newest.regional_ceiling,
        }

    def is_asked_for(self) -> bool:
        return "open" in self.request.POST

    def get_form_kwargs(self) -> Values:
        """What was sent; for another year, unless it is refused, with the days of the steps proposed for that year."""
        kwargs = super().get_form_kwargs()
        sent = self.request.POST
        year = read_number(sent.get("year"))
        is_another = year in range(2000, 2100) and sent.get("days_of") != str(year)
        if is_another and not forms.YearForm(**kwargs).errors.keys() & FACTS:
            days = kwargs["data"] = sent.copy()
            days["days_of"] = str(year)
            for step, (first, last) in self.proposed(year).items():
                days[f"planned_from_{step}"] = str(first or "")
                days[f"planned_until_{step}"] = str(last or "")
        return kwargs

    def act(self, form: forms.YearForm) -> AnnualCycle:
        facts = {name: form.cleaned_data[name] for name in form.base_fields}
        return actions.open_year(
            **facts, planned=form.days(), is_demo=settings.DEMO, by=self.actor, now=clock.now()
        )

    @cached_property
    def newest(self) -> AnnualCycle | None:
        """The newest year, whose facts are proposed."""
        return AnnualCycle.objects.first()

    @cached_property
    def before(self) -> dict[int, step_labels.Days]:
        """The planned days of the newest year by step. `days_held` of the address: see `YearDetail`."""
        if self.newest is None:
            return dict.fromkeys(map(int, Step), step_labels.NO_DAYS)
        held = self.kwargs["days_held"](self.newest, clock.today())
        return {step.step: step_labels.days_of(step, held).planned for step in self.newest.steps.all()}

    def proposed(self, year: int) -> dict[int, step_labels.Days]:
        """The days of the newest year in another one, or those of meetings that are planned (`meeting_days` of the address)."""
        years = year - self.newest.year if self.newest else 0
        moved = {step: step_labels.moved_by(years, days) for step, days in self.before.items()}
        return moved | self.kwargs["meeting_days"](moved)

    def get_words(self) -> Words:
        said = _("%(year)s is open. Choose “Remove the year” if this was a mistake.")
        if self.made.starts_on > clock.today():
            said = _(
                "%(year)s is open. Your home page shows it from %(day)s on. Choose “Remove the year” if this was a mistake."
            )
        words = say(said, year=str(self.made.year), day=self.made.starts_on)
        return step_labels.with_remarks(words, step_labels.remarks_on(cast(Any, self.attempt.form).days()))

    def get_success_url(self) -> str:
        return address("year", self.made.year)

    def get_context_data(self, **kwargs: object) -> Values:
        """The check page, with the days of the steps; the form where a fact is wrong, or is to be changed."""
        form: Any = self.attempt.form
        if "change" in self.request.POST:
            # The next page asks for the dates again, and says what is wrong with them.
            for name in form.errors.keys() - FACTS:
                del form.errors[name]
        facts_wrong = form.errors.keys() & FACTS
        if self.request.method == "POST" and "change" not in self.request.POST and not facts_wrong:
            self.template_name = "workplans/years/year_check.html"
            kwargs = _check(form) | {"newest": self.newest, "rows": self.step_rows(form)} | kwargs
        return super().get_context_data(**kwargs)

    def step_rows(self, form: forms.YearForm) -> Iterator[Values]:
        """The steps with their days in the newest year and in the new one, and why these are not the same."""
        year, typed, today = form.cleaned_data["year"], form.days(), clock.today()
        years = year - self.newest.year if self.newest else 0
        for number, proposed in self.proposed(year).items():
            before, fields = self.before[number], [form[f"{column}_{number}"] for column in form.columns]
            yield {
                "step": Step(number),
                "before": span(*before),
                "fields": zip(form.columns.values(), fields, strict=True),
                "remark": step_labels.moved_words(years, before, proposed, typed[number]),
                "is_past": any(typed[number]) and max(filter(None, typed[number])) < today,
            }


class YearPlans(SeatMixin, FilteredPage[Values]):
    """The plans of a year as far as the reader may see them; the address of the file has no page."""

    section = "workplans"
    board, files = plans.PLANS, "year_file"
    cycle: AnnualCycle

    def get_rows(self) -> list[Values]:
        """The plans of the year of the address."""
        self.cycle = cycle_or_404(self.request, self.kwargs["year"])
        self.file_name = f"{self.cycle.year}-workplans"
        self.title = say(_("The year %(year)s"), year=str(self.cycle.year))
        return plans.plans_for(self.cycle, self.actor)


class YearDetail(YearPlans):
    """One year: its nine steps, and the plans.

    `days_held` of the address says when, by a day, the year's reviews were held: an app above knows of them.
    """

    template_name = "workplans/years/year_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Of a year that is known from documents alone, the comparison is all that there is."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if not plans.loaded_years_for(self.actor).filter(year=kwargs["year"]).exists():
                raise
            return redirect("comparison", kwargs["year"])

    def get_context_data(self, **kwargs: object) -> Values:
        cycle, on = self.cycle, clock.today()
        keeps = bool(may_keep_years(self.actor))
        others = {*range(1, cycle.plan.revision + 1)} - {cycle.plan_revision}
        held = self.kwargs["days_held"](cycle, on)
        context = {
            "cycle": cycle,
            "title": self.title,
            "runs": span(cycle.starts_on, cycle.ends_on),
            "ceiling": money(cycle.ceiling_on(on)),
            "announced": cycle.next_ceiling_on and cycle.next_ceiling_on > on,
            "others": own_ceilings(cycle, on) if keeps else (),
            "steps": step_labels.steps_of(cycle, on=on, held=held),
            "keeps": keeps,
            "is_new": keeps and all(row["status"] == WorkplanStatus.DRAFT for row in self.listed.rows),
            "other_revisions": sorted(others) if keeps else (),
            "lists_needs": may_list_unmet_needs(self.actor),
        }
        events = events_about(cycle).filter(verb__in=actions.SHOWN)
        reads_notes = self.actor.role in (*SECRETARIAT_ROLES, *TASKFORCE_ROLES)
        context["history"] = [row | {"note": reads_notes and row["note"]} for row in trail(events)]
        return super().get_context_data(**context | kwargs)


class YearStep(SeatMixin, StepView[AnnualCycle]):
    """A step with the dates of a year. It leads back to the year."""

    right = staticmethod(may_keep_years)
    section = "workplans"
    template_name, button = "step_form.html", _("Save dates")

    def get_object(self) -> AnnualCycle:
        return cycle_or_404(self.request, self.kwargs["year"])

    def get_path(self) -> Sequence[Link]:
        return [(str(self.kwargs["year"]), address("year", self.kwargs["year"]))]

    def get_facts(self) -> Mapping[str, Param]:
        return {"year": str(self.kwargs["year"])}


class WidenYear(YearStep):
    """Widen the dates of the year."""

    form_class = forms.WidenYearForm
    heading = _("Period of the activities of %(year)s")
    lead = _("All activities must be inside these dates. You can make the period longer, but not shorter.")
    success_message = _("The period of the activities is saved.")
    action = staticmethod(actions.extend_year)

    def get_initial(self) -> Values:
        return {"starts_on": self.object.starts_on, "ends_on": self.object.ends_on}


class ChooseCountries(YearStep):
    """Choose which countries take part in the year."""

    form_class, button = forms.CountriesForm, _("Save the countries")
    is_heavy, mark, compares = True, "seen", True
    heading = _("Countries in %(year)s")
    lead = _(
        "A country that you add gets an empty draft. You can remove a country while its workplan is empty."
    )
    success_message = _("The countries of the year are saved.")
    action = staticmethod(actions.choose_countries)

    def get_initial(self) -> Values:
        countries = Taskforce.objects.national().filter(workplans__cycle=self.object)
        return {"countries": countries, "seen": actions.mark_of_plans(self.object)}


class ChangeCeiling(YearStep):
    """Change the ceiling of all countries or of one from a day on."""

    form_class, template_name = forms.CeilingForm, "workplans/years/year_ceiling.html"
    is_heavy, mark, compares = True, "seen", True
    heading, button = _("Ceiling in %(year)s"), _("Change the ceiling")
    lead = _(
        "A workplan above the new ceiling keeps all its activities. From the first day on, its Secretariat funding cannot "
        "rise, and the next submission must fit the ceiling. A closed workplan keeps its ceiling. Taskforces and desks get a "
        "notice."
    )
    success_message = _("The ceiling is announced. %(country)s: US$%(ceiling)s from %(day)s on.")
    action = staticmethod(actions.change_ceiling)

    def get_initial(self) -> Values:
        return {"starts_on": clock.today(), "seen": actions.mark_of_plans(self.object)}

    def get_words(self) -> Words:
        typed = cast(Form, self.attempt.form).cleaned_data
        country, facts = typed["country"] or gettext("All countries"), self.get_facts()
        words = {"country": str(country), "ceiling": typed["amount"], "day": typed["starts_on"]}
        return say(self.success_message, **facts, **words)

    def get_context_data(self, **kwargs: object) -> Values:
        plans, today = self.object.workplans.exclude(taskforce__country=None), clock.today()
        rows = [(plan, plan.ceiling_on(today)) for plan in plans.select_related("taskforce__country")]
        return super().get_context_data(plans=rows, today=today, **kwargs)


class RemoveYear(YearStep):
    """Remove a year that was opened by mistake, after a question."""

    is_heavy, form_class, button = True, Form, _("Remove the year")
    success_url = reverse_lazy("years")
    heading = _("Remove the year %(year)s")
    lead = _(
        "You can remove the year only if nobody has worked in it. Its dates and empty drafts are removed too."
    )
    success_message = _("The year %(year)s is removed.")
    action = staticmethod(actions.remove_year)


class MoveYear(YearStep):
    """Let the year follow another revision of its plan of action, after a look at what that changes.

    `lost` of the address gives the answers that nobody sees after the move: an app above knows of them.
    """

    form_class, template_name = forms.MoveForm, "workplans/years/year_move.html"
    heading, button = _("Move %(year)s to revision %(number)s"), _("Move the year")
    lead = _(
        "The year then uses revision %(number)s. Answers to targets that are not in this revision are kept, but nobody "
        "can see them."
    )
    success_message = _("%(year)s uses revision %(number)s now.")

    def get_object(self) -> AnnualCycle:
        cycle = super().get_object()
        if not 1 <= self.kwargs["number"] <= cycle.plan.revision:
            raise Http404
        return cycle

    def get_facts(self) -> Mapping[str, Param]:
        return {**super().get_facts(), "number": self.kwargs["number"]}

    def get_initial(self) -> Values:
        return {"row_version": self.object.plan.row_version}

    def get_form_class(self) -> type[forms.MoveForm]:
        return forms.ClosedYearForm if plans.is_closed(self.object) else forms.MoveForm

    def act(self, form: forms.MoveForm) -> AnnualCycle:
        number, reason = self.kwargs["number"], form.cleaned_data["reason"]
        return actions.move_year(
            self.object, number, seen=self.seen, reason=reason, by=self.actor, now=clock.now()
        )

    def get_context_data(self, **kwargs: object) -> Values:
        cycle, number = self.object, self.kwargs["number"]
        return super().get_context_data(**kwargs) | {
            "lead": say(self.lead, number=number),
            "changes": changes_between(cycle.plan, cycle.plan_revision, number, clock.today()),
            "effects": plans.effects_of_move(cycle, number, self.actor),
            "lost": self.kwargs["lost"](cycle, number),
            "broken": plans.plans_left_by(cycle, number),
            "number": number,
            "is_closed": plans.is_closed(cycle),
            "is_back": number < cycle.plan_revision,
        }


class AskForTargets(ButtonView[AnnualCycle], MoveYear):
    """Ask the taskforces to choose other targets before the year moves, or end this request."""

    success_template = "workplans/years/targets_said.html"

    def act(self, form: Any) -> AnnualCycle:
        return actions.ask_for_targets(self.object, self.kwargs["number"], by=self.actor, now=clock.now())


class SetStepDates(YearStep):
    """Set the planned and actual dates of the nine steps in one table. `days_held` of the address: see `YearDetail`."""

    form_class, template_name = forms.StepDatesForm, "workplans/years/year_step_dates.html"
    mark, compares = "seen", True
    heading = _("Dates of the steps of %(year)s")
    lead = _("You can enter days that are later than planned. The annual report then shows the step as late.")
    success_message = _("The dates of the steps are saved.")

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"steps": self.object.steps.all()}

    def get_initial(self) -> Values:
        days = {
            f"{column}_{step.step}": getattr(step, column)
            for step in self.object.steps.all()
            for column in forms.StepDatesForm.columns
        }
        return days | {"seen": actions.mark_of_steps(self.object, self.actor)}

    def act(self, form: forms.StepDatesForm) -> None:
        actions.set_step_dates(self.object, form.days(), seen=self.seen, by=self.actor, now=clock.now())

    def get_words(self) -> Words:
        form = cast(forms.StepDatesForm, self.attempt.form)
        planned = {step: one.planned for step, one in form.days().items()}
        typed = {int(name.rpartition("_")[2]) for name in form.changed_data if "planned" in name}
        return step_labels.with_remarks(super().get_words(), step_labels.remarks_on(planned, typed))

    def get_context_data(self, **kwargs: object) -> Values:
        form: Any = self.attempt.form
        on = clock.today()
        steps = step_labels.steps_of(self.object, on=on, held=self.kwargs["days_held"](self.object, on))
        rows = [
            (
                words,
                [(label, form[f"{column}_{step.step}"]) for column, label in form.columns.items()],
                kept_elsewhere(step),
            )
            for step, words in zip(form.steps, steps, strict=True)
        ]
        return super().get_context_data(rows=rows, **kwargs)


def _check(form: forms.YearForm) -> Values:
    """Facts for the check page: the drafts that opening the year makes, and what is unusual."""
    typed, plan = form.cleaned_data, form.cleaned_data["plan"]
    taskforces = plans.taskforces_active(typed["starts_on"], typed["ends_on"])
    return {
        "typed": typed,
        "plan_ends": day(plan.runs_until) if plan.runs_until < typed["ends_on"] else "",
        "runs": span(typed["starts_on"], typed["ends_on"]),
        "drafts": and_list(taskforce.name for taskforce in taskforces),
    }


def own_ceilings(cycle: AnnualCycle, on: date) -> list[tuple[str, Decimal | None]]:
    """The countries whose ceiling on a day is another one than that of the year, for the regional office."""
    plans = cycle.workplans.exclude(taskforce__country=None).select_related("taskforce__country")
    found = [(plan.taskforce.name, plan.ceiling_on(on)) for plan in plans]
    return [(name, amount) for name, amount in found if amount != cycle.ceiling_on(on)]
