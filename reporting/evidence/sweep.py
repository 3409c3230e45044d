"""What is removed by itself after a day: files about which nobody has answered, and files that no row names."""

import re
from contextlib import suppress
from datetime import datetime

from commit_portal.refusals import SomebodyWasFaster
from reporting.evidence.actions import FOLDER, forget_unanswered, store
from reporting.models import Evidence
from reporting.queue.orphans import KEPT_FOR, remove_left
from workplans.models import Workplan

# As `reporting.evidence.actions` stores them.
_NAME = re.compile(rf"(?P<folder>{FOLDER}/\d{{4}}/[a-z-]+)/[0-9a-f]{{32}}\w*\.[a-z]+")


def sweep_evidence(*, now: datetime) -> list[str]:
    """Delete unanswered files, then files without a row; returns the names of these. Both are older than a day.

    Only files that rows of this database may have, as in `remove_orphans`. Raises `OSError` where the store does not answer.
    """
    waiting = Evidence.objects.filter(awaits_answer=True, removed_at__isnull=True, at__lt=now - KEPT_FOR)
    for row in waiting.select_related("sheet__review"):
        with suppress(SomebodyWasFaster):
            forget_unanswered(row, now=now)
    plans = Workplan.objects.values_list("cycle__year", "taskforce__slug")
    known = {f"{FOLDER}/{year}/{slug}" for year, slug in plans}
    # Read once: a file has its row within a minute, and only files that are a day old are removed.
    named = set(Evidence.objects.values_list("path", flat=True))

    def is_left(name: str) -> bool:
        parts = _NAME.fullmatch(name)
        return parts is not None and parts["folder"] in known and name not in named

    return remove_left(store(), FOLDER, is_left, now=now)
