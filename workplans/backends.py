"""Django's own `has_perm`, answered from the seats held today: so `spa/` needs to know no seat."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from workplans.models import Seat
from workplans.statuses import Role

# What each role may do to the plan of action; everything else is asked of workplans.permissions.
PERMISSIONS_OF_ROLE: dict[str, frozenset[str]] = {
    Role.REGIONAL_OFFICE: frozenset({"spa.view_actionplan", "spa.change_actionplan"}),
}
EVERYBODY = frozenset({"spa.view_actionplan"})


class SeatBackend(BaseBackend):
    def has_perm(self, user_obj: Any, perm: str, obj: object = None) -> bool:
        """Whether any seat held today carries the permission. The chosen seat is the pages' business."""
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        roles = (
            Seat.objects.held_on(timezone.localdate()).filter(user=user_obj).values_list("role", flat=True)
        )
        return any(perm in PERMISSIONS_OF_ROLE.get(role, EVERYBODY) for role in roles)
