"""The history of lines. Only actions write it, in the transaction of the change itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commit_portal.models import HistoryQuerySet
from commit_portal.sheets.history import RowHistory
from workplans.models.activities import Activity


class LineHistory(RowHistory):
    """One change of the content of a live line (`plan.line_history`). Only those who draft the plan read it.

    `row_version` is that of the line and `plan_version` that of the plan, both after the change.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="history")
    row_version = models.PositiveIntegerField()
    plan_version = models.PositiveIntegerField()

    objects = HistoryQuerySet["LineHistory"].as_manager()

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
