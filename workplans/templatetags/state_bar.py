"""The state bar as a tag, so that a page of a plan has it by its base template alone."""

from django import template
from django.template import Context

from commit_portal.forms.base import Values
from workplans.models import Workplan
from workplans.pages.state_bar import state_bar_of

register = template.Library()

# What a page may have loaded already.
LOADED = ("front", "points", "ministries", "queue", "in_force")


@register.simple_tag(takes_context=True)
def state_bar(context: Context, plan: Workplan | None) -> Values | None:
    """The bar of the page's plan; None for readers of a version, and on a page without a plan."""
    request = context["request"]
    seat = getattr(request, "seat", None)
    page: Values = {name: context.get(name) for name in LOADED}
    return state_bar_of(request, seat, plan, page) if plan and seat else None
