"""What the table of a draft says, by code (`commit_portal.i18n.messages`). Nothing of it is stored."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
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
