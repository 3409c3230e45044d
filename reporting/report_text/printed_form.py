"""Sentences of the form that a ministry signs: its heads, who signs, what it says of money and support."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext_lazy

from commit_portal.i18n import and_list, comma_list, ngettext_lazy, short_day
from reporting.dataset import Span, printed_form
from reporting.report_text.values import day, dollars, moment, paragraph
from workplans.ministries.messages import counted_words
from workplans.statuses import LineState

DEMONSTRATION = _("Demonstration data")
DRAFT = pgettext_lazy("status", "Draft")
NOTHING_KNOWN = _("Not known")
NO_BREAK = "\u00a0"
STAGE_WORDS: dict[printed_form.FormStage, Promise] = {
    printed_form.FormStage.DRAFT: _("Draft · Not approved"),
    printed_form.FormStage.SUBMITTED: _("Version %(version)s · Not approved"),
    printed_form.FormStage.APPROVED: _("Version %(version)s · Approved"),
}
# What a ministry answers, before its day.
ANSWER_WORDS: dict[printed_form.FormAnswer, Promise] = {
    printed_form.FormAnswer.YES: _("Agreed"),
    printed_form.FormAnswer.NO: _("Does not agree"),
    printed_form.FormAnswer.NOT_ANSWERED: _("Not answered"),
    printed_form.FormAnswer.NOT_ASKED: _("Not asked"),
}


def form_title(form: printed_form.SignedForm) -> str:
    """ "Cambodia: workplan 2011"."""
    if form.place.is_regional:
        return gettext("Regional workplan %(year)s") % {"year": form.year}
    return gettext("%(country)s: workplan %(year)s") % {"country": form.place.name, "year": form.year}


def running_head(form: printed_form.SignedForm) -> str:
    """ "COMMIT · Annual workplan 2011 · Cambodia"."""
    if form.place.is_regional:
        return gettext("COMMIT · Regional workplan %(year)s") % {"year": form.year}
    named = {"country": form.place.name, "year": form.year}
    return gettext("COMMIT · Annual workplan %(year)s · %(country)s") % named


def stage_words(form: printed_form.SignedForm) -> str:
    """The version and whether it is approved, and whether the figures are a demonstration."""
    said = str(STAGE_WORDS[form.stage]) % {"version": form.version}
    return " · ".join((said, str(DEMONSTRATION))) if form.demonstration else said


def what_it_is(form: printed_form.SignedForm) -> str:
    """The plan of action, the number of activities and the days, and whose plan it is."""
    part = gettext(
        "This workplan is part of the %(plan)s of the Coordinated Mekong Ministerial Initiative against Trafficking."
    ) % {"plan": form.plan_title}
    runs = ngettext_lazy(
        "This form shows %(count)s activity, from %(first)s to %(last)s.",
        "This form shows %(count)s activities, from %(first)s to %(last)s.",
    ) % {"count": form.activity_count, "first": day(form.starts), "last": day(form.ends)}
    return paragraph(part, runs, _reserve_words(form), returned_words(form.returned), _whose(form))


def _reserve_words(form: printed_form.SignedForm) -> str:
    """How many of the activities that are counted are in reserve; "" where none is."""
    count = len(form.reserve)
    said = ngettext_lazy("%(count)s of them is in reserve.", "%(count)s of them are in reserve.")
    return said % {"count": count} if count else ""


def _whose(form: printed_form.SignedForm) -> str:
    if form.place.is_regional:
        in_force = gettext("The regional workplan is approved for all countries.")
        return in_force if form.is_approved else gettext("The regional workplan is not approved yet.")
    if not form.is_approved:
        return gettext("The Secretariat has not approved the workplan.")
    return gettext(
        "The workplan belongs to the government. The Secretariat signs only for the Secretariat funding."
    )


def taskforce_rows(form: printed_form.SignedForm) -> list[tuple[str, str]]:
    """The lead body of the taskforce and the agreement in the country; the region has neither."""
    if form.place.is_regional:
        return []
    lead_body = form.lead_body or str(NOTHING_KNOWN)
    return [(gettext("Lead body of the taskforce"), lead_body), (agreed_label(form), agreed_words(form))]


def agreed_label(form: printed_form.SignedForm) -> str:
    """The label of `agreed_words`."""
    tells_answers = form.is_draft and form.ministries
    return gettext("Answers of the ministries") if tells_answers else gettext("Who agreed")


def agreed_words(form: printed_form.SignedForm) -> str:
    """The day and how many ministries agree; of a draft, the day of its last submission.

    Of an older version "12 February 2011, National Committee": the names that its lead typed.
    """
    on = day(form.agreed_on) if form.agreed_on else ""
    if form.ministry_count:
        when = on if not form.is_draft else ""
        return ". ".join(filter(None, (when, agreeing_words(form))))
    if not form.is_draft:
        bodies = filter(None, map(str.strip, form.agreed_by.splitlines()))
        return comma_list(filter(None, (on, *bodies)))
    if not on:
        return gettext("The lead gives the day when the workplan is submitted.")
    return gettext("%(day)s, for the last submission. Later changes are not agreed yet.") % {"day": on}


def agreeing_words(form: printed_form.SignedForm) -> str:
    """ "1 of 5 ministries agrees.": those that say yes to the plan as it is, and in a version all that are named."""
    agree = [
        one
        for one in form.ministries
        if one.answer is printed_form.FormAnswer.YES and not (form.is_draft and one.is_earlier)
    ]
    earlier = sum(one.answer is printed_form.FormAnswer.YES and one.is_earlier for one in form.ministries)
    return counted_words(len(agree), form.ministry_count, earlier if form.is_draft else 0)


def ministry_rows(form: printed_form.SignedForm) -> list[tuple[str, str]]:
    """Each ministry with its answer: "Agrees, letter of 25 January 2011 (earlier draft)"; "Not answered"."""
    return [(one.name, _answer_words(one)) for one in form.ministries]


def _answer_words(one: printed_form.FormMinistry) -> str:
    said = str(ANSWER_WORDS[one.answer])
    if one.on is None and not one.on_paper:
        return said
    if one.answer is printed_form.FormAnswer.NOT_ANSWERED:
        when = gettext("asked on %(day)s")
    elif one.on_paper:
        when = gettext("letter of %(day)s") if one.on else gettext("on paper")
    else:
        when = gettext("%(day)s")
    said = comma_list((said, when % {"day": day(one.on) if one.on else ""}))
    return gettext("%(said)s, to an earlier draft") % {"said": said} if one.is_earlier else said


def ceiling_words(form: printed_form.SignedForm, used: Decimal) -> str:
    """ "US$100,000. US$90,200 planned, US$9,800 left"; the sum alone where the year sets no ceiling."""
    if form.ceiling is None:
        return gettext("No ceiling is set. US$%(used)s planned") % {"used": dollars(used)}
    sums = {"ceiling": dollars(form.ceiling), "used": dollars(used), "left": dollars(form.ceiling - used)}
    if used > form.ceiling:
        sums["over"] = dollars(used - form.ceiling)
        return gettext("US$%(ceiling)s. US$%(used)s planned, US$%(over)s above the ceiling") % sums
    return gettext("US$%(ceiling)s. US$%(used)s planned, US$%(left)s left") % sums


def imprint_words(form: printed_form.SignedForm, as_of: datetime, digest: str) -> str:
    """The version and its moment; the whole digest in groups of four. A draft has no digest."""
    named = {"version": form.version, "moment": moment(as_of)}
    if form.is_draft:
        return gettext("Draft of %(moment)s") % named
    named["digest"] = " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
    return gettext("Version %(version)s of %(moment)s · check number of this form %(digest)s") % named


def signed_for(form: printed_form.SignedForm) -> list[str]:
    """Above each place to sign: the taskforce, the bodies that sign, its lead body, and the Secretariat last.

    The Secretariat signs only what is approved. The region has no taskforce of its own that signs.
    """
    named = [gettext("For %(body)s") % {"body": body.name} for body in form.signatories]
    if not form.place.is_regional:
        named.insert(0, gettext("For the taskforce of %(country)s") % {"country": form.place.name})
        if form.lead_body and not any(form.lead_body in body for body in named):
            named.append(gettext("For %(body)s, lead body") % {"body": form.lead_body})
    if form.is_approved:
        named.append(gettext("For the COMMIT Secretariat"))
    return named


def signing_words(form: printed_form.SignedForm) -> str:
    """What is signed, above the places: they say it also where they have a page of their own."""
    said = ngettext_lazy(
        "Each signature is for “%(title)s”, with %(count)s activity and US$%(used)s of Secretariat funding.",
        "Each signature is for “%(title)s”, with %(count)s activities and US$%(used)s of Secretariat funding.",
    )
    used = dollars(printed_form.asked_of_secretariat(form.lines()))
    signed = said % {"title": form_title(form), "count": form.activity_count, "used": used}
    return paragraph(signed, _reserve_words(form))


def money_by_source(form: printed_form.SignedForm) -> list[tuple[str, Decimal | None]]:
    """The Secretariat, then each partner: with its money, or named only."""
    secretariat = (gettext("COMMIT Secretariat"), printed_form.asked_of_secretariat(form.lines()))
    return [secretariat, *printed_form.money_by_partner(form)]


def runs_words(runs: Span, year: int) -> str:
    """ "1 Feb to 30 Apr", with the year only where it is another one."""
    starts, ends = runs.starts, runs.ends
    if starts is None and ends is None:
        return gettext("No dates yet")
    if starts is None or ends is None or starts == ends:
        return short_day(starts or ends, year)
    days = {"first": short_day(starts, year), "last": short_day(ends, year)}
    return gettext("%(first)s to %(last)s") % days


def cost_words(line: printed_form.FormLine, *, cents: bool) -> str:
    """The amount alone: the unit is in the head of the column."""
    if not line.is_asked:
        return gettext("none")
    return gettext("No amount yet") if line.cost is None else dollars(line.cost, cents=cents)


def supports_words(line: printed_form.FormLine, *, cents: bool) -> str:
    """Who supports a line and with how much: "IOM 5,250", "UNODC, in kind"; the name alone without amounts."""
    return "; ".join(_support_words(gift, cents=cents) for gift in line.supports) or gettext("none")


def _support_words(gift: printed_form.FormSupport, *, cents: bool) -> str:
    if gift.is_money is None:
        return gift.partner
    # What is given stays on the line of its partner; a long name itself may break.
    if gift.amount is None:
        return gettext("%(partner)s, in kind").replace(" ", NO_BREAK) % {"partner": gift.partner}
    amount = dollars(gift.amount, cents=cents)
    said = gettext("%(partner)s %(amount)s").replace(" ", NO_BREAK)
    return said % {"partner": gift.partner, "amount": amount}


def returned_words(codes: Collection[str]) -> str:
    """Which activities an approved version does not have because they were returned; "" where there is none."""
    said = ngettext(
        "The Secretariat returned activity %(codes)s for changes. It is not in the approved version.",
        "The Secretariat returned these activities for changes: %(codes)s. These activities are not approved "
        "yet, and the approved version does not have them.",
        len(codes),
    )
    return said % {"codes": and_list(codes)} if codes else ""


def decision_words(line: printed_form.FormLine) -> str:
    return str(LineState(line.decision).label) if line.decision else ""


def technical_rows(form: printed_form.SignedForm) -> list[tuple[str, str, str, str]]:
    """Line by line each technical need, then each support in kind that meets none: its code, need, support and giver.

    Support in kind that meets a need stands beside it, and only there.
    """
    rows = []
    for line in form.lines():
        rest = [gift for gift in line.supports if gift.is_money is False]
        for need in (one for one in form.needs if one.code == line.code):
            met = [gift for gift in rest if gift.need == need.what]
            rest = [gift for gift in rest if gift not in met]
            helps = "; ".join(gift.what for gift in met if gift.what != need.what)
            givers = [*([gettext("the Secretariat")] if need.by_secretariat else []), *need.met_by]
            nobody = gettext("a partner") if need.is_met else gettext("nobody yet")
            rows.append((line.code, need.what, helps, and_list(givers) or nobody))
        rows += [(line.code, "", gift.what, gift.partner) for gift in rest]
    return rows
