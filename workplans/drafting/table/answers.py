"""The answer to one saved row: what became of it, in words, and the sums that it changed. At most 2 KB."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.urls import reverse

from commit_portal.db.compiled_queries import attach, prepared
from commit_portal.i18n.formatting import money
from commit_portal.i18n.messages import Message, Words, message
from commit_portal.models import User
from workplans.consultation.support_rows import sum_in_words
from workplans.drafting.table.forms import RowForm
from workplans.drafting.table.rows import (
    LABELS,
    left_words,
    mark_of,
    missing_of,
    missing_words,
    standing_words,
    sums_of_area,
    words_of_opened,
    words_of_row,
)
from workplans.drafting.table.saving import MONEY, RowSaved
from workplans.drafting.table.words import (
    heading_of,
    is_own_hand,
    money_at_fault,
    over_words,
    state_of_saved,
    theirs,
    way_words,
    ways_out,
)
from workplans.drafting.ways_out import Way
from workplans.fields import OPENED, names_in_sentence
from workplans.lines.ground import Ground
from workplans.models import Activity, ActivityTarget, Contribution, Partner, Workplan
from workplans.presentation.rows import gifts_in_words
from workplans.statuses import ContributionStatus


def answer_of(
    saved: RowSaved, form: RowForm, ground: Ground, *, reader: User, now: datetime, way: Way | None = None
) -> dict[str, Any]:
    """What the page does with a row that was sent. Of the values only those that were sent, or came in of others.

    `way` is the way out of the ceiling that the reader took.
    """
    line = saved.line
    answer: dict[str, Any] = {"tone": saved.tone}
    if saved.faults:
        answer["faults"] = {
            name: [str(LABELS.get(name, "")), said] for name, said in saved.faults.items() if said
        }
        # Not saved for what another field holds: the page sends them again with it.
        answer["held"] = [name for name, said in saved.faults.items() if not said]
    if line is None:
        return answer | {"said": str(message("table.told_new_not", fields=_faulty(saved)))}
    _put_on_ground(line, ground)
    answer |= {
        "row": line.short_code,
        "version": saved.version,
        "state": state_of_saved(saved, line, reader, now=now),
        "mark": mark_of(line),
        "missing": missing_words(missing_of(line, ground)),
        "values": _values(saved, form, line),
        "said": _said(saved, line, reader, way),
        "sums": sums_of(line.workplan, line),
    }
    if way == Way.TO_PARTNER:
        # Only this way asks a partner: other rows look for no support.
        answer["sums"]["asked"], answer["gifts"] = _asked(line)
    if saved.from_them:
        answer["theirs"] = list(saved.from_them)
    if saved.over is not None:
        answer["money"] = money_at_fault(saved)
        answer["note"] = over_words(line.short_code, saved, form)
        partners = list(Partner.objects.all())
        ways = ways_out(saved.over, partners)
        answer["heading"] = str(heading_of(ways))
        answer["ways"] = [[one.value, str(one.label)] for one in ways]
        answer["partners"] = [[partner.pk, str(partner)] for partner in partners]
    if saved.clashes:
        # The page has its texts: they would be sent to and fro.
        answer["clashes"] = list(saved.clashes)
        answer["look"] = look_url(line)
        answer["choose"] = [pair for pair in saved.to_choose if len(pair[1]) <= CODES]
    return answer


def _put_on_ground(line: Activity, ground: Ground) -> None:
    """Give a line its area and targets of the ground, which are loaded: at most one query, for the keys."""
    line.area = next(area for area in ground.areas if area.pk == line.area_id)
    keys = {link.target_id for link in line.target_links.all()}
    links = [ActivityTarget(activity=line, target=one) for one in line.area.targets.all() if one.pk in keys]
    attach([line], "target_links", links, by="activity")


def look_url(line: Activity) -> str:
    """Where both sides of a clash are seen."""
    plan = line.workplan
    return reverse("activity_both", args=[plan.cycle.year, plan.taskforce.slug, line.number])


def sums_of(plan: Workplan, line: Activity) -> dict[str, Any]:
    """The money of the plan and of the line's area, in words: one query."""
    lines = _costs(workplan=plan.pk)
    reserve = sum((item.secretariat_cost or Decimal(0) for item in lines if item.is_in_reserve), Decimal(0))
    members = [item for item in lines if item.area_id == line.area_id]
    counted, amount, beside = sums_of_area(members)
    return {
        "committed": standing_words(plan),
        "left": left_words(plan),
        "meter": f"{plan.committed:.2f}",
        "reserve": money(reserve),
        "area": [counted, amount, beside],
    }


def _asked(line: Activity) -> tuple[str, str]:
    """What partners of the plan are asked for, and what the line's row says of its support."""
    standing = Contribution.objects.filter(
        activity__workplan=line.workplan_id, activity__withdrawn_at__isnull=True
    )
    supports = list(standing.select_related("partner"))
    attach([line], "contributions", supports, by="activity")
    return sum_in_words(supports, ContributionStatus.ASKED), gifts_in_words(line)


@prepared(workplan=BigIntegerField())
def _costs(*, workplan: int) -> QuerySet[Activity]:
    """The lines of a plan with what its sums are made of, and nothing else."""
    lines = Activity.objects.filter(workplan=workplan).order_by()
    return lines.only("area_id", "funding", "secretariat_cost", "withdrawn_at", "workplan_id")


def _values(saved: RowSaved, form: RowForm, line: Activity) -> dict[str, str]:
    words = words_of_row(line, line.workplan.cycle.year)
    if any(name in OPENED for name in (*form.sent, *saved.from_them)):
        words |= words_of_opened(line)
    refused = {*saved.faults, *saved.clashes, *(MONEY if saved.over else ())}
    names = {*form.sent, *saved.from_them} - refused
    return {name: words[name] for name in names if name in words and len(words[name]) <= SHORT}


# A longer text is not sent back: the page has it as it was typed.
SHORT = 120
# The longest key, date or amount.
CODES = 20


def _said(saved: RowSaved, line: Activity, reader: User, way: Way | None) -> str:
    code, left = line.short_code, line.workplan.left
    own = is_own_hand(saved, reader)
    fields = names_in_sentence(saved.from_them)
    said: Words
    if saved.clashes and own:
        said = message("table.told_clash_own", code=code)
    elif saved.clashes:
        said = message("table.told_clash", code=code, person=theirs(saved, line)[0])
    elif saved.over is not None:
        stays = money_at_fault(saved) == "funding"
        said = message(
            "table.told_over_reserve" if stays else "table.told_over", code=code, over=saved.over.over
        )
    elif saved.faults:
        said = message("table.told_not_all", code=code, fields=_faulty(saved))
    elif way is not None and (taken := way_words(line, way)):
        said = taken
    elif saved.from_them and own:
        said = message("table.told_own", code=code, fields=fields)
    elif saved.from_them:
        said = message("table.told_theirs", code=code, person=theirs(saved, line)[0], fields=fields)
    elif left is None:
        said = message("table.told_saved", code=code)
    else:
        said = message("table.told_saved_left", code=code, left=left)
    return str(said)


def _faulty(saved: RowSaved) -> tuple[Message, ...]:
    """The fields that are not saved, by their names inside a sentence."""
    return names_in_sentence(list(saved.faults))
