"""What is wrong with a cell of an imported plan of action, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # Each other one stands behind its row and column.
        "cell.fault": _("Row %(row)s, %(column)s: %(fault)s"),
        "cell.no_kind": _("Choose the kind of this row."),
        "cell.unknown_kind": _("“%(word)s” is not a kind of row. Use one of: %(choices)s."),
        "cell.unknown_scope": _("“%(word)s” is not a scope. Use one of: %(choices)s."),
        "cell.row_twice": _("%(code)s is already in row %(other)s. Delete one of the two rows."),
        "cell.area_is_its_own": _("In the row of an area, give the code of the area: %(code)s."),
        "cell.no_such_area": _(
            "There is no area “%(area)s” in the plan of action or in this file. Add the area, or correct "
            "its code."
        ),
        "cell.not_for_area": _("An area has no such text. Leave the cell empty."),
        "cell.not_for_target": _("A target has no such text. Leave the cell empty."),
        "cell.not_for_menu": _("An activity area has no such text. Leave the cell empty."),
    }
)
