"""What the table of a draft says, by code (`commit_portal.i18n.messages`). Nothing of it is stored."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "table.no_target": _("There is no %(typed)s. %(area)s has %(first)s to %(last)s."),
        "table.no_target_but_one": _("There is no %(typed)s. %(area)s has only %(only)s."),
        "table.area_without_targets": _("There is no %(typed)s. %(area)s has no targets."),
        "table.no_such_type": _("This type is not in the list. Choose one of the list."),
        "table.no_such_money": _("This is not in the list. Choose one of the list."),
        "table.row_unread": _("Load the page again. This row has changed."),
        "table.nothing_ticked": _("Tick at least one."),
        "table.row_gone": _("This row is not in the plan."),
        # A button of a line waits until every row is saved.
        "table.withdraw_waits": _(
            "%(code)s was not withdrawn: some words are not saved. Correct them, then withdraw it again."
        ),
        "table.restore_waits": _(
            "%(code)s was not brought back: some words are not saved. Correct them, then bring it back again."
        ),
        # A cost that does not fit. The rest of its row is saved.
        "table.over_ceiling": _(
            "%(code)s, cost: the Secretariat cost of a workplan never exceeds its ceiling. "
            "US$%(typed)s is %(over)s more than fits. "
            "The rest of the row is saved. The saved cost is still US$%(saved)s."
        ),
        "table.over_ceiling_no_cost": _(
            "%(code)s, cost: the Secretariat cost of a workplan never exceeds its ceiling. "
            "US$%(typed)s is %(over)s more than fits. "
            "The rest of the row is saved, without a cost."
        ),
        "table.over_ceiling_reserve": _(
            "%(code)s, money: the Secretariat cost of a workplan never exceeds its ceiling. "
            "US$%(typed)s is %(over)s more than fits. "
            "The rest of the row is saved. The line stays in reserve."
        ),
        "table.in_opened_row": _("You find the costs in all in the opened row: press its number."),
        "table.one_way": _("One way out:"),
        "table.two_ways": _("Two ways out:"),
        "table.three_ways": _("Three ways out:"),
        "table.way_lower": _("Lower it to %(room)s"),
        "table.way_partner": _("Ask this partner for %(over)s"),
        "table.way_reserve": _("Keep the line in reserve"),
        # The state of a row, in the last column.
        "table.saved_at": _("Saved %(time)s"),
        "table.saved_but": _("Saved %(time)s, but not the %(fields)s"),
        "table.clash": _("%(code)s: somebody else changed the same fields. Your words are still in the row."),
        "table.clash_own": _(
            "%(code)s: you changed the same fields in another window. Your words are still in the row."
        ),
        "table.saved_by": _("Saved by %(person)s %(time)s."),
        # The same person in another window: at 14:02 of the same day, or on another day.
        "table.saved_by_you_at": _("You saved this row at %(time)s in another window."),
        "table.saved_by_you_on": _("You saved this row on %(time)s in another window."),
        "table.missing": _("Missing: %(fields)s"),
        # What the reader's software says.
        "table.told_saved": _("%(code)s saved."),
        "table.told_saved_left": _("%(code)s saved. US$%(left)s left."),
        "table.told_over": _("%(code)s: the cost is not saved, US$%(over)s more than fits."),
        "table.told_over_reserve": _("%(code)s stays in reserve: US$%(over)s more than fits."),
        "table.told_not_all": _("%(code)s: not saved: %(fields)s."),
        "table.told_new_not": _("New line: not saved: %(fields)s."),
        "table.told_clash": _("%(code)s: %(person)s saved this row too."),
        "table.told_clash_own": _("%(code)s: you saved this row in another window too."),
        "table.told_own": _("%(code)s saved. You changed the %(fields)s in another window meanwhile."),
        "table.told_lowered": _("%(code)s: the cost is now US$%(cost)s. US$%(left)s left."),
        "table.told_reserve": _("%(code)s is in reserve. US$%(left)s left."),
        "table.told_partner": _(
            "%(code)s keeps US$%(cost)s of Secretariat money. A partner is asked for the rest."
        ),
        "table.told_theirs": _("%(code)s saved. %(person)s changed the %(fields)s meanwhile."),
    }
)
