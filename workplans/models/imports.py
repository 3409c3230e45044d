"""A workplan's spreadsheet between its preview and its confirmation."""

from __future__ import annotations

from django.db import models

from commit_portal.models import KeptRows
from workplans.models.workplans import Workplan


class LineImport(KeptRows):
    """Rows of a spreadsheet for a workplan, until their sender confirms them."""

    # Rows of its sheet of support, as `rows`.
    support = models.JSONField(default=list, blank=True)
    workplan = models.ForeignKey(Workplan, on_delete=models.CASCADE, related_name="imports")

    def __str__(self) -> str:
        return f"{self.workplan}: {self.uploaded_at:%Y-%m-%d %H:%M}"
