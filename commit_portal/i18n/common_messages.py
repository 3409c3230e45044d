"""The sentences of the ground, by their codes (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "choice.gone": _("Your choice is not in the list any more. Choose again."),
        "seat.portal": _("automatically"),
        # Who acts without a seat, as the history names it.
        "seat.none_held": _("a person without a role"),
        "seat.link_of_mail": _("a person with the link from an e-mail"),
        "seat.none": _(
            "You have no role today, so you cannot see or do anything here. Ask the regional office of the Secretariat for "
            "a role."
        ),
        "change.meanwhile": _("Someone changed this just now. Load the page again and look at the change."),
        "transition.closed": _("You cannot do this now, because the status is “%(state)s”."),
        # Numbers and days that cannot be read, or can be read in two ways.
        "money.other_currency": _("“%(typed)s” is in another currency. Write the amount in US dollars."),
        "money.too_large": _("“%(typed)s” is too large. Check the number of zeros."),
        "money.negative": _("“%(typed)s” is negative. Write 0 or more."),
        "money.power": _("“%(typed)s” is written in short form. Write the whole number, for example 1,200."),
        "money.underscore": _("“%(typed)s” has an underscore. Write the number like 1,200 or 1200.50."),
        "money.point": _(
            "“%(typed)s” has two possible meanings: the point may separate thousands or decimals. Write "
            "thousands with a comma, like 1,234, and at most two decimals."
        ),
        "money.comma": _(
            "“%(typed)s” has two possible meanings: the comma may separate thousands or decimals. Write "
            "thousands with a comma and cents with a point, like 1,234.50."
        ),
        "money.decimals": _(
            "“%(typed)s” has more than two decimals. Write dollars and cents, like 1,234.50."
        ),
        "money.no_number": _("“%(typed)s” is not a number. Write the number like 1,200 or 1200.50."),
        "day.no_date": _("“%(typed)s” is not a date. Write the date like 4 Feb 2011."),
        "day.no_month": _("“%(typed)s” has no month. Write the date like 4 Feb 2011."),
        "day.month_first": _(
            "“%(typed)s” has the month first. Write the day first, or write the month as a word, like 4 Feb 2011."
        ),
        "day.short_year": _("Write the year in “%(typed)s” with four digits, like 2011."),
        "day.buddhist": _(
            "In “%(typed)s”, %(year)s is a year of the Buddhist era. Write %(common)s if you mean that year."
        ),
        "day.outside": _("In “%(typed)s”, %(year)s is not a year of COMMIT. Write a year from 1990 to 2099."),
        "day.not_in_calendar": _("“%(typed)s” is not in the calendar. Check the day and the month."),
        "text.hidden": _(
            "There is a hidden character (%(code)s) near “%(near)s”. Delete it, or type the text again."
        ),
        # A cell of a file that is not read.
        "cells.formula": _("The portal does not read formulas. Write the value in the cell."),
        "cells.merged": _(
            "This cell is merged with %(cell)s. Unmerge the cells, and write a value in each cell."
        ),
        "cells.error": _(
            "The spreadsheet has an error in this cell (%(error)s). Write the value in the cell."
        ),
    }
)
