"""What the ministries of Cambodia and Lao PDR say of their drafts of 2011."""

from reporting.demo.cast import Cast
from reporting.demo.stages import at
from workplans.ministries.actions import answer_for_ministry, ask_ministries, record_for_ministry
from workplans.models import Ministry, Workplan
from workplans.statuses import MinistryWord


def ask_in_cambodia(plan: Workplan, cast: Cast) -> None:
    """Two ministries are asked. Interior says yes before a line changes; Justice has not answered yet."""
    asked = _named(plan, "Ministry of Justice", "Ministry of Interior")
    ask_ministries(plan, asked, by=cast["kh.lead"], now=at(2011, 1, 17))
    answer_for_ministry(plan, MinistryWord.YES, "", seen=None, by=cast["kh.member2"], now=at(2011, 1, 17))


def record_in_cambodia(plan: Workplan, cast: Cast) -> None:
    """Two ministries answer by letter: one yes, one no."""
    labour, social = _named(plan, "Ministry of Labour", "Ministry of Social Affairs")
    lead, now = cast["kh.lead"], at(2011, 1, 26)
    record_for_ministry(
        plan, labour, MinistryWord.YES, "Letter of 25 January (demonstration)", seen=None, by=lead, now=now
    )
    why = "The shelters need more staff before new courses begin (demonstration)"
    record_for_ministry(plan, social, MinistryWord.NO, why, seen=None, by=lead, now=now)


def agree_in_laos(plan: Workplan, cast: Cast) -> None:
    """One ministry is asked and says yes."""
    ask_ministries(plan, _named(plan, "Ministry of Foreign Affairs"), by=cast["la.lead"], now=at(2011, 1, 27))
    answer_for_ministry(plan, MinistryWord.YES, "", seen=None, by=cast["la.member"], now=at(2011, 1, 28))


def _named(plan: Workplan, *names: str) -> list[Ministry]:
    found = {ministry.name: ministry for ministry in plan.taskforce.ministries.all()}
    return [found[name] for name in names]
