"""The portal's addresses and two more, whose views fail."""

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from commit_portal.urls import handler429 as handler429, urlpatterns as portals


def fails(request: HttpRequest) -> HttpResponse:
    """A view with a mistake in it."""
    raise ZeroDivisionError


def waits(request: HttpRequest) -> HttpResponse:
    """A view whose database does not give its lock in time, as Django says it."""
    with TemporaryDirectory() as folder:
        name = Path(folder) / "locked.sqlite3"
        one, two = (sqlite3.connect(name, timeout=0, isolation_level=None) for _ in range(2))
        try:
            one.execute("BEGIN IMMEDIATE")
            two.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(str(error)) from error
        finally:
            one.close()
            two.close()
    raise AssertionError("The lock was given twice.")


urlpatterns = [path("fails/", fails), path("waits/", waits), *portals]
