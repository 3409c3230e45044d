"""What is said of a plan and its lines, by code."""

from django.utils.translation import gettext_lazy as _

from commit_portal.messages import register

register(
    {
        "amendment.line_is_new": _("The amendment adds it."),
        "amendment.line_is_withdrawn": _("The amendment withdraws it."),
        "amendment.line_differs": _("The amendment changes: %(fields)s."),
        "amendment.line_waits": _("Countries that have still to confirm it again: %(countries)s."),
        "amendment.needs": _("the needs in words"),
        "amendment.still_differs": _(
            "The amendment still changes %(what)s. Undo this first, or submit the amendment."
        ),
        "amendment.region_still_differs": _(
            "The amendment still changes %(what)s. Undo this first, or propose the amendment."
        ),
    }
)
