"""The ground: what all three acts of the year share. Imports none of the apps."""

from commit_portal.celery import app as celery_app

__all__ = ["celery_app"]
