"""What each change of a line changed, so that a form or a workbook that is out of date can be merged."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import ReadableEncoder
from workplans.models.activities import Activity


class LineHistoryQuerySet(models.QuerySet["LineHistory"]):
    def update(self, **kwargs: Any) -> int:
        raise TypeError("The history of a line can only be added to.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("The history of a line can only be added to.")


class LineHistory(models.Model):
    """One change of the content of a live line: the changed fields before and after. Nothing of it is ever changed.

    `row_version` is that of the line and `plan_version` that of the plan, both after the change. The values are JSON
    (`plan.line_history`). `token` is the key of the sending that wrote it, where the page made one: who never got the
    answer sends it again, and this change is then its own. Only those who draft the plan read it.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="history")
    row_version = models.PositiveIntegerField()
    plan_version = models.PositiveIntegerField()
    before = models.JSONField(encoder=ReadableEncoder)
    after = models.JSONField(encoder=ReadableEncoder)
    token = models.UUIDField(null=True, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = LineHistoryQuerySet.as_manager()

    class Meta:
        ordering = ("row_version",)
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "row_version"),
                name="line_is_changed_once_a_version",
                violation_error_message=_("A version of an activity has one change."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.activity.code}: {self.row_version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The history of a line can only be added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The history of a line can only be added to.")
