"""The doorbell. The queue of record is the row of the edition, never the broker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commit_portal.settings")

app = Celery("commit_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["reporting.editions"])
