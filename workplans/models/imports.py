"""A workplan's spreadsheet between its preview and its confirmation."""

from django.db import models

from commit_portal.models import KeptRows
from workplans.models.workplans import Workplan


class LineImport(KeptRows):
    """Rows of a spreadsheet for a workplan, until their sender confirms them."""

    # Its columns in the order of the sheet: codes, or the heads of columns that are none of the workplan's.
    columns = models.JSONField(default=list, blank=True)
    # The file's own name and when it was downloaded, as its cover says; nothing for pasted rows.
    file_name = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    # Rows of its sheet of support, as `rows`.
    support = models.JSONField(default=list, blank=True)
    workplan = models.ForeignKey(Workplan, on_delete=models.CASCADE, related_name="imports")

    def __str__(self) -> str:
        return f"{self.workplan}: {self.uploaded_at:%Y-%m-%d %H:%M}"
