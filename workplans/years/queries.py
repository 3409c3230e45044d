"""Queries about years and the taskforces that are active in them."""

from datetime import date

from django.db.models import (
    Q,
    QuerySet,
)

from workplans.models import (
    Taskforce,
)


def taskforces_active(starts_on: date, ends_on: date) -> QuerySet[Taskforce]:
    """Taskforces that are active on some day of a span, in protocol order."""
    return Taskforce.objects.select_related("country").filter(
        Q(active_from__isnull=True) | Q(active_from__lte=ends_on),
        Q(active_until__isnull=True) | Q(active_until__gte=starts_on),
    )
