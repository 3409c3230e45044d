"""Who keeps the years, and if not, why."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from commit_portal.i18n import Words
from commit_portal.refusals import Permit, allowed_if, refusal
from workplans.models import CycleStep, Seat

# A sentence that the days of a step are kept on another page, and the address of that page.
type KeptElsewhere = tuple[Words, str]

_keepers: list[Callable[[CycleStep], KeptElsewhere | None]] = []


def may_keep_years(seat: Seat) -> Permit:
    """Open a year, set and extend its dates, load a past one from documents."""
    said = _("Only the regional office can open or load a year and set its dates. Ask the regional office.")
    return allowed_if(seat.is_regional_office, said)


def may_set_step(seat: Seat, step: CycleStep) -> Permit:
    """Set the days of a step: the regional office, unless they are `kept_elsewhere`."""
    kept = kept_elsewhere(step)
    return refusal(kept[0]) if kept else may_keep_years(seat)


def kept_elsewhere(step: CycleStep) -> KeptElsewhere | None:
    """Where the days of a step are kept instead; None where the year keeps them."""
    return next((kept for keeper in _keepers if (kept := keeper(step))), None)


def register_keeper(keeper: Callable[[CycleStep], KeptElsewhere | None]) -> None:
    """Ask `keeper` before the days of a step are set: an app above knows which are those of a meeting."""
    _keepers.append(keeper)
