"""What is said while activities are drafted, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import Message, Words, message, register

register(
    {
        # What is wrong with a row of many lines that are written at once; it stands behind the row's number.
        "row.fault": _("Row %(row)s: %(fault)s"),
        # What others saved meanwhile, after what was done.
        "line.theirs_came_in": _(
            "%(person)s saved this activity while you worked on it. These fields have the text of "
            "%(person)s: %(fields)s."
        ),
        "line.own_came_in": _(
            "You saved this activity in another window. These fields have the text from that window: "
            "%(fields)s."
        ),
        # Who worked in a line that two people changed.
        "line.work_own": _("You saved the %(fields)s."),
        "line.work_theirs": _("%(person)s saved the %(fields)s."),
        "line.confirmed_before": _(
            "The activity changed, so these countries must confirm again: %(countries)s."
        ),
        # A form that is sent again.
        "line.form_made": _(
            "You already added %(code)s with this form. Change that activity, or send this form "
            "again to add another activity."
        ),
        "line.form_is_used": _("You already used this form. Send it again to add another activity."),
        "line.made_lately": _(
            "You added the same activity at %(time)s, as %(code)s. Change something, or add a second "
            "activity with the same text."
        ),
        # Before a line is withdrawn.
        "line.withdrawing_approved": _(
            "The activity will be removed from the approved version after the next decisions."
        ),
        "line.withdraw_asks_first": _(
            "%(code)s has a request to a partner, an offer or accepted support. Withdraw the "
            "activity on its own page."
        ),
        # What became of a cost that did not fit under the ceiling.
        "line.now_in_reserve": _(
            "The activity is in reserve. The activity counts under the ceiling only after you choose "
            "another kind of funding."
        ),
        "line.rest_is_asked": _(
            "The activity keeps US$%(kept)s of Secretariat funding. %(partner)s gets a request for US$%(asked)s."
        ),
        "line.rest_is_covered": _(
            "The activity keeps US$%(kept)s of Secretariat funding. Partners already have a request for "
            "the rest, or already give it."
        ),
        "line.whole_is_asked": _(
            "The activity asks for no Secretariat funding now. %(partner)s gets a request for US$%(asked)s."
        ),
        "line.cost_is_lowered": _(
            "You entered US$%(typed)s. Only US$%(kept)s was left under the ceiling, so the amount is now "
            "US$%(kept)s."
        ),
    }
)


def row_fault(row: int, fault: Words) -> Message:
    """What is wrong with a row of many lines, behind its number in the file."""
    return message("row.fault", row=str(row), fault=fault)
