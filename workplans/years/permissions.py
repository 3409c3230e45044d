"""Who keeps the years, and if not, why."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from commit_portal.refusals import ALLOWED, Permit, allowed_if
from workplans.models import CycleStep, Seat

type StepGuard = Callable[[CycleStep], Permit]

_step_guards: list[StepGuard] = []


def may_keep_years(seat: Seat) -> Permit:
    """Open a year, set and extend its dates, load a past one from documents."""
    said = _("Only the regional office can open or load a year and set its dates. Ask the regional office.")
    return allowed_if(seat.is_regional_office, said)


def may_set_step(seat: Seat, step: CycleStep) -> Permit:
    """Set the days of a step: the regional office, unless a guard refuses (`register_step_guard`)."""
    permits = (may_keep_years(seat), *(guard(step) for guard in _step_guards))
    return next((permit for permit in permits if not permit), ALLOWED)


def register_step_guard(guard: StepGuard) -> None:
    """Ask `guard` before the days of a step are set: an app above refuses where the days are those of a meeting."""
    _step_guards.append(guard)
