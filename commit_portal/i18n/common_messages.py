"""The sentences of the ground, by their codes (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
        "seat.portal": _("the portal"),
        # Who acts without a seat, as the history names it.
        "seat.none_held": _("a person without a seat"),
        "seat.link_of_mail": _("whoever has the link in a mail"),
        "seat.none": _(
            "You hold no seat today, so you cannot see or do anything here. "
            "The regional office of the Secretariat gives seats. Ask it for one."
        ),
        "change.meanwhile": _("Someone changed this just now. Load the page again and look at it."),
        "row.stale": _(
            "Someone changed this just now. Nothing of yours was saved. Compare both and save again."
        ),
        "transition.closed": _("You cannot do this now. It is in the state \u201c%(state)s\u201d."),
        # Numbers and days that cannot be read, or can be read in two ways.
        "money.other_currency": _("“%(typed)s” names another currency. Write the amount in US dollars."),
        "money.too_large": _("“%(typed)s” is too large. Check the number of zeros."),
        "money.negative": _("“%(typed)s” is negative. Write 0 or more."),
        "money.power": _("“%(typed)s” is written as a power. Write the whole number, for example 1,200."),
        "money.underscore": _("“%(typed)s” has an underscore in it. Write it like 1,200 or 1200.50."),
        "money.point": _(
            "“%(typed)s” can be read in two ways: the point may separate thousands or decimals. "
            "Write thousands with a comma, like 1,234, and at most two decimals."
        ),
        "money.comma": _(
            "“%(typed)s” can be read in two ways: the comma may separate thousands or decimals. "
            "Write thousands with a comma and cents with a point, like 1,234.50."
        ),
        "money.decimals": _(
            "“%(typed)s” has more than two decimals. Write dollars and cents, like 1,234.50."
        ),
        "money.no_number": _("“%(typed)s” is not a number. Write it like 1,200 or 1200.50."),
        "day.no_date": _("“%(typed)s” is not a date. Write it like 4 Feb 2011."),
        "day.no_month": _("“%(typed)s” names no month. Write it like 4 Feb 2011."),
        "day.month_first": _(
            "“%(typed)s” has the month first. Write the day first, or write the month as a word, like 4 Feb 2011."
        ),
        "day.short_year": _("“%(typed)s”: write the year with four digits, like 2011."),
        "day.buddhist": _(
            "“%(typed)s”: %(year)s is a year of the Buddhist era. Write %(common)s if you mean that year."
        ),
        "day.outside": _("“%(typed)s”: %(year)s is not a year of COMMIT. Write one from 1990 to 2099."),
        "day.not_in_calendar": _("“%(typed)s” is not in the calendar. Check the day and the month."),
        # A cell of a file that is not read.
        "cells.formula": _("Formulas are not read. Write the value itself there."),
        "cells.merged": _(
            "This cell is merged with %(cell)s. Unmerge the cells, and write the value of each of them."
        ),
        "cells.error": _("The spreadsheet has an error there (%(error)s). Write the value itself there."),
        "export.too_many": ngettext_lazy(
            "You took %(count)s file within an hour. Wait some minutes, then take the next one.",
            "You took %(count)s files within an hour. Wait some minutes, then take the next one.",
            "count",
        ),
        "events.added_only": _("Nothing in the history can be changed or deleted."),
    }
)
