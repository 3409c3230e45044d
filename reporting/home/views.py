"""The home page: tasks, the steps of the year, and what there is to read."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.utils.dates import WEEKDAYS
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext

from commit_portal import clock
from commit_portal.db.related_rows import attach
from commit_portal.i18n import comma_list, due_words, long_day, money, say
from commit_portal.workflow import ReadView, Values
from reporting.dataset_queries.year_facts import days_of_reviews
from reporting.home.messages import BUTTONS
from reporting.home.overview import glance, released
from reporting.home.partner_tasks import OwnPart, partner_home
from reporting.home.task_facts import Deadlines, Task
from reporting.home.task_list import waiting_for
from workplans.models import AnnualCycle, Seat
from workplans.request_context.request import PortalRequest, all_years, chosen_among, say_made_up, show_year
from workplans.statuses import Role, Step
from workplans.years.step_labels import steps_of


class HomePage(ReadView):
    """The home page. A person without a seat reads how to get one."""

    section = "home"
    template_name = "reporting/home/home.html"

    def get_context_data(self, **kwargs: object) -> Values:
        request = self.request
        seat = cast(PortalRequest, request).seat
        if seat is None:
            over = Seat.objects.filter(user=request.user.pk, ends_on__lte=clock.today())
            ended = over.order_by("-ends_on").first()
            return super().get_context_data(heading=gettext("You have no role today"), ended=ended, **kwargs)
        on, deadlines = clock.today(), Deadlines(all_years())
        cycle = chosen_among(deadlines.years, request, on=on)
        part = OwnPart(seat, on)
        waiting = waiting_for(seat, on=on, deadlines=deadlines, part=part)
        tasks = [task for task in waiting if not task.owed_by_others]
        heading = ngettext("%(count)s task for you", "%(count)s tasks for you", len(tasks))
        context: Values = {
            "heading": say(heading, count=len(tasks)) if tasks else gettext("You have no tasks now"),
            "day": gettext("%(weekday)s %(day)s") % {"weekday": WEEKDAYS[on.weekday()], "day": long_day(on)},
            "is_another_day": clock.demonstration_day() is not None,
            "tasks": [_task(task, on, deadlines) for task in tasks],
            "owed": [_task(task, on, deadlines) for task in waiting if task.owed_by_others],
            "cycle": cycle,
        }
        if cycle is not None:
            show_year(request, cycle)
            attach([cycle], "steps", deadlines.steps_of(cycle), by="cycle")
            # The regional office's tasks have read them for every year.
            reviews = None
            if seat.is_regional_office:
                reviews = [one for one in deadlines.reviews if one.cycle_id == cycle.pk]
            steps = steps_of(cycle, on=on, held=days_of_reviews(cycle, on, reviews))
            context |= {"steps": steps, "year_line": _year_line(cycle, steps)}
            if seat.in_secretariat:
                context |= {"glance": glance(cycle, seat), "ceiling": money(cycle.ceiling_on(on))}
            else:
                is_partner = seat.role == Role.PARTNER
                context |= partner_home(cycle, part) if is_partner else {"released": released(cycle, seat)}
        return super().get_context_data(**context | kwargs)


@method_decorator(login_not_required, name="dispatch")
class HelpPage(ReadView):
    """How to use the portal. It shows no plan, so everybody may read it."""

    template_name = "reporting/home/help.html"

    def get_context_data(self, **kwargs: object) -> Values:
        say_made_up(self.request, False)
        return super().get_context_data(contact=settings.REGIONAL_OFFICE_EMAIL, **kwargs)


class AccessHelp(HelpPage):
    """Who sees what, in words. Everybody may read it."""

    template_name = "reporting/home/access_help.html"


def _task(task: Task, on: date, deadlines: Deadlines) -> Values:
    when, late = "", task.is_late(on) and not deadlines.opened_after(task)
    if task.due:
        said = gettext("%(when)s, planned %(day)s") if late else gettext("Last day: %(day)s, %(when)s")
        if task.is_late(on) and not late:
            said = gettext("Last day: %(day)s. The year was opened later, so this task is not late")
        when = say(said, when=due_words(task.due, task.today or on), day=task.due)
    return {
        "title": task.title,
        "url": task.goes_to or task.url,
        "button": task.button or BUTTONS[task.page],
        "about": task.about,
        "late": late,
        "when": when,
    }


def _year_line(cycle: AnnualCycle, steps: Sequence[Values]) -> str:
    """The year in one line: the steps of now by their names, and the first one that is not behind, with its planned days."""
    now = comma_list(step.label for step, one in zip(Step, steps, strict=True) if one["now"])
    said = gettext("Now in %(year)s: %(steps)s.") if now else gettext("The year %(year)s.")
    line = say(said, year=str(cycle.year), steps=now)
    last = max((step for step, one in zip(Step, steps, strict=True) if one["behind"]), default=0)
    if last == len(Step):
        return f"{line} "
    when, following = ". ".join(steps[last]["when"]), str(Step(last + 1).label)
    return f"{line} {say(gettext('Next: %(step)s. %(when)s.'), step=following, when=when)}"
