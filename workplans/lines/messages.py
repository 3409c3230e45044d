"""What is said of a field of a line that names no row of another table, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "row.unknown_area": _("“%(word)s” is not an area of the plan of action. Use one of: %(choices)s."),
        "row.unknown_type": _("“%(word)s” is not a type of activity. Use one of: %(choices)s."),
        "row.unknown_funding": _("“%(word)s” is not a kind of funding. Use one of: %(choices)s."),
        "row.unknown_menu": _("“%(word)s” is not an activity area of this area. Use one of: %(choices)s."),
        "support_row.unknown_kind": _("“%(word)s” is not a kind of support. Use one of: %(choices)s."),
        "row.no_menu": _(
            "“%(word)s” is not an activity area, because this area has none. Leave the cell empty."
        ),
        "row.target_of_another_area": _("You chose a target of another area. Choose a target of this area."),
        "table.no_target": _("There is no %(typed)s. %(area)s has %(first)s to %(last)s."),
        "table.no_target_but_one": _("There is no %(typed)s. %(area)s has only %(only)s."),
        "table.area_without_targets": _("There is no %(typed)s. %(area)s has no targets."),
    }
)
