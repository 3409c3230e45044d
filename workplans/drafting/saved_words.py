"""What is said of a saved line, on its form and in the table: what others changed, and a cost above the ceiling."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import Values
from commit_portal.i18n.formatting import moment
from commit_portal.i18n.messages import Words, say
from commit_portal.models import User
from workplans.consultation.queries import money_asked, unanswered_of
from workplans.drafting.ways_out import Way, WayOut
from workplans.fields import BY_NAME, names_in_sentence
from workplans.models import Activity, LineHistory
from workplans.presentation.facts import SHORT, who_changed
from workplans.statuses import ContributionKind, Funding


def clash_sentence(
    names: Collection[str], value: str, last: LineHistory, line: Activity, reader: User
) -> str:
    """Who changed the fields that are to choose, and when. `value` is theirs where it is one field; a short one is said."""
    fields, when = names_in_sentence(names), moment(last.at)
    if last.by_id == reader.pk:
        said = _("You changed the %(fields)s in another window (%(when)s).")
        return say(said, fields=fields, when=when)
    said = _("%(person)s changed the %(fields)s (%(when)s).")
    if 0 < len(value) <= SHORT:
        said = _("%(person)s changed the %(fields)s to %(value)s (%(when)s).")
    return say(said, person=who_changed(last, line.workplan), fields=fields, value=value, when=when)


def merged_sentences(
    names: Collection[str], values: Mapping[str, str], last: LineHistory, line: Activity, reader: User
) -> str:
    """What others changed meanwhile without a clash, a sentence for each field; its value where that is short."""
    is_own, found = last.by_id == reader.pk, []
    person = who_changed(last, line.workplan) if names and not is_own else ""
    for name in names:
        value = values.get(name, "")
        said = _("%(person)s changed the %(field)s.")
        if is_own:
            said = _("You changed the %(field)s in another window.")
        elif 0 < len(value) <= SHORT:
            said = _("%(person)s changed the %(field)s to %(value)s.")
        found.append(say(said, person=person, field=BY_NAME[name].inside, value=value))
    return " ".join(found)


def asked_again_sentence(countries: tuple[str, ...]) -> str:
    """Which countries are asked to confirm a changed line again; "" for none."""
    said = _("The activity changed, so these countries must confirm again: %(countries)s.")
    return say(said, countries=countries) if countries else ""


def cost_sentence(line: Activity, way_out: WayOut | None, cost: Decimal | None) -> str:
    """What became of a cost that was typed, where the line has another one now; "" where it was taken as it is."""
    kept = line.secretariat_cost
    if line.funding == Funding.RESERVE:
        return gettext(
            "The activity is in reserve. The ceiling does not include it until you choose another kind of funding."
        )
    if way_out is None or cost is None or kept is None or cost == kept:
        return ""
    if way_out.partner is None or way_out.way != Way.TO_PARTNER:
        said = _(
            "You entered US$%(typed)s. Only US$%(kept)s was left under the ceiling, so the amount is now "
            "US$%(kept)s."
        )
        return say(said, kept=kept, typed=cost)
    request = unanswered_of(line, way_out.partner, ContributionKind.FUNDS, None)
    asked = request.amount if request else None
    said = _(
        "The activity keeps US$%(kept)s of Secretariat funding. %(partner)s gets a request for US$%(asked)s."
    )
    if asked is None:
        said = _(
            "The activity keeps US$%(kept)s of Secretariat funding. Partners already have a request for "
            "the rest, or already give it."
        )
    elif line.funding == Funding.NONE:
        said = _(
            "The activity asks for no Secretariat funding now. %(partner)s gets a request for US$%(asked)s."
        )
    return say(said, kept=kept, asked=asked, partner=str(way_out.partner))


def ways_offered(
    cost: Decimal | None, in_all: Decimal | None, room: Decimal | None, line: Activity | None
) -> list[Values]:
    """The ways out of the ceiling for a cost, each with its words. With nothing left, lowering the cost is not one.

    How much a partner is asked for depends on the partner where the line has requests, offers or support.
    """
    lower: Words = _("Lower the amount to what is left")
    ask: Words = Way.TO_PARTNER.label
    agrees: Words = _("Money from a partner is not part of the ceiling. The partner has to agree.")
    stays: Words = _("The activity stays in the workplan, but is not part of the ceiling.")
    offered = {*Way}
    if room is not None and cost is not None:
        over = max((cost if in_all is None else in_all) - room, Decimal(0))
        given = bool(line and money_asked(line))
        offered -= set() if over or given else {Way.TO_PARTNER}
        lower = say(_("Lower the amount to US$%(room)s"), room=room)
        if not given:
            ask = say(_("Ask a partner for US$%(over)s"), over=over)
        agrees = _(
            "Nothing is left, so the activity asks for no Secretariat funding. Money from a partner is not part of "
            "the ceiling. The partner has to agree."
        )
        if room > 0:
            part = _(
                "The activity keeps US$%(room)s of Secretariat funding. Money from a partner is not part of the "
                "ceiling. The partner has to agree."
            )
            agrees = say(part, room=room)
        said = _("The activity stays in the workplan with US$%(cost)s, but is not part of the ceiling.")
        stays = say(said, cost=cost)
    if room is not None and room <= 0:
        offered.discard(Way.LOWER)
    words: dict[Way, tuple[Words, Words]] = {
        Way.LOWER: (lower, _("The workplan is then exactly at the ceiling.")),
        Way.TO_PARTNER: (ask, agrees),
        Way.RESERVE: (_("Keep the activity in reserve"), stays),
    }
    return [
        {"value": way, "label": label, "hint": hint} for way, (label, hint) in words.items() if way in offered
    ]
