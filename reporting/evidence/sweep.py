"""What is removed by itself after a day: files about which nobody has answered, and files that no row names."""

import logging
import re
from contextlib import suppress
from datetime import datetime

from reporting.evidence.actions import FOLDER, forget_unanswered, store
from reporting.models import Evidence
from reporting.queue.orphans import KEPT_FOR, files_below
from workplans.models import Workplan

logger = logging.getLogger(__name__)

# As `reporting.evidence.actions` stores them.
_NAME = re.compile(rf"(?P<folder>{FOLDER}/\d{{4}}/[a-z-]+)/[0-9a-f]{{32}}\w*\.[a-z]+")


def sweep_evidence(*, now: datetime) -> list[str]:
    """Delete unanswered files, then files without a row; returns the names of these. Both are older than a day.

    Only files that rows of this database may have, as in `remove_orphans`. Raises `OSError` where the store is away.
    """
    for row in Evidence.objects.filter(is_asked=True, at__lt=now - KEPT_FOR).select_related("sheet__review"):
        forget_unanswered(row, now=now)
    plans = Workplan.objects.values_list("cycle__year", "taskforce__slug")
    known = {f"{FOLDER}/{year}/{slug}" for year, slug in plans}
    removed = []
    for name in files_below(store(), FOLDER):
        parts = _NAME.fullmatch(name)
        if parts is None or parts["folder"] not in known:
            continue
        with suppress(FileNotFoundError):
            is_old = store().get_modified_time(name) < now - KEPT_FOR
            if is_old and not Evidence.objects.filter(path=name).exists():
                store().delete(name)
                removed.append(name)
                logger.warning("%s was removed: no row names it.", name)
    return removed
