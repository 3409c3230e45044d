"""The doorbell. The queue of record is the row of the edition or form, never the broker.

Task names are written out: a module that moves loses no task that waits in the queue.
"""

import logging
import os

from celery import Celery
from celery.signals import after_setup_logger, after_setup_task_logger, worker_init

from commit_portal.db.guards import require_guards
from commit_portal.logs import write_lines

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commit_portal.settings")

app = Celery("commit_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["reporting.editions", "reporting.notices", "reporting.printed"])


@after_setup_logger.connect
@after_setup_task_logger.connect
def _write_lines(logger: logging.Logger, **kwargs: object) -> None:
    """Celery gives the worker handlers of its own."""
    write_lines(logger)


@worker_init.connect
def _keep_the_past(**kwargs: object) -> None:
    """A worker writes events and editions: it does not start without what guards them."""
    require_guards()
