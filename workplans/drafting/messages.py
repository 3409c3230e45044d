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
            "The activity is in reserve. The ceiling does not include it until you choose another kind of funding."
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
        # The table of a draft: what is wrong with a row, what it is told, and the ways out of the ceiling.
        "table.row_unread": _("This row has changed. Load the page again."),
        "table.nothing_ticked": _("Tick at least one activity area."),
        "table.row_gone": _("This row is not in the workplan. Load the page again."),
        "table.pasted_too_many": _("You can paste %(count)s new activities together. Paste the rest again."),
        "table.move_nowhere": _(
            "%(code)s was not moved. Choose the other area, then move the activity again."
        ),
        # A button of a line waits until every row is saved.
        "table.withdraw_waits": _(
            "%(code)s was not withdrawn, because some fields are not saved. Correct these fields, "
            "then withdraw the activity again."
        ),
        "table.restore_waits": _(
            "%(code)s was not restored, because some fields are not saved. Correct these fields, "
            "then restore the activity again."
        ),
        "table.move_waits": _(
            "%(code)s was not moved, because some fields are not saved. Correct these fields, then move the activity again."
        ),
        "table.finish_waits": _(
            "%(code)s is not done yet, because some fields are not saved. Correct these fields, "
            "then mark the activity as done again."
        ),
        "table.reopen_waits": _(
            "%(code)s is still done, because some fields are not saved. Correct these fields first."
        ),
        # A cost that does not fit. The rest of its row is saved.
        "table.over_ceiling": _(
            "%(code)s: the amount of US$%(typed)s is US$%(over)s above the ceiling and was not saved. "
            "The saved amount is still US$%(saved)s. The rest of the row was saved."
        ),
        "table.over_ceiling_no_cost": _(
            "%(code)s: the amount of US$%(typed)s is US$%(over)s above the ceiling and was not saved. "
            "The rest of the row was saved."
        ),
        "table.over_ceiling_reserve": _(
            "%(code)s: the amount of US$%(typed)s is US$%(over)s above the ceiling, so the activity "
            "stays in reserve. The rest of the row was saved."
        ),
        "table.in_opened_row": _("To see the total cost, press the number of the row."),
        "table.one_way": _("One option:"),
        "table.two_ways": _("Two options:"),
        "table.three_ways": _("Three options:"),
        "table.way_lower": _("Lower the amount to US$%(room)s"),
        "table.way_partner": _("Ask this partner for US$%(over)s"),
        "table.way_reserve": _("Keep the activity in reserve"),
        # What the reader's software says.
        "table.told_saved": _("%(code)s is saved."),
        "table.told_saved_left": _("%(code)s is saved. Amount left: US$%(left)s."),
        "table.told_over": _("%(code)s: the amount is US$%(over)s above the ceiling and was not saved."),
        "table.told_over_reserve": _(
            "%(code)s stays in reserve, because it is US$%(over)s above the ceiling."
        ),
        "table.told_not_all": _("Some fields of %(code)s are not saved: %(fields)s."),
        "table.told_new_not": _("Some fields of the new activity are not saved: %(fields)s."),
        "table.told_clash": _("%(code)s: %(person)s saved this row too."),
        "table.told_clash_own": _("%(code)s: you saved this row in another window too."),
        "table.told_own": _("%(code)s is saved. You also changed this row in another window: %(fields)s."),
        "table.told_lowered": _("%(code)s: the amount is now US$%(cost)s. Amount left: US$%(left)s."),
        "table.told_reserve": _("%(code)s is in reserve. Amount left: US$%(left)s."),
        "table.told_partner": _(
            "%(code)s keeps US$%(cost)s of Secretariat funding. A partner gets a request for the rest."
        ),
        "table.told_theirs": _("%(code)s is saved. %(person)s also changed this row: %(fields)s."),
    }
)


def row_fault(row: int, fault: Words) -> Message:
    """What is wrong with a row of many lines, behind its number in the file."""
    return message("row.fault", row=str(row), fault=fault)
