"""Who presses a button does not wait for a broker that is not there."""

import logging

import pytest
from celery import Celery

from commit_portal.celery import app
from reporting.queue.jobs import ring_for
from tests.services import free_port

TASKS = """
reporting.editions.tasks.render_edition reporting.editions.tasks.ring_for_waiting_editions
reporting.printed.tasks.render_printed_form reporting.printed.tasks.ring_for_waiting_forms
reporting.printed.tasks.render_printed_list reporting.printed.tasks.ring_for_waiting_lists
reporting.notices.tasks.tell_and_send
"""


def render(pk: int) -> None:
    """What nobody hears of."""


@pytest.mark.asvs("B27 B37")
def test_where_nothing_listens_the_doorbell_says_so_and_nobody_sleeps(monkeypatch, caplog):
    slept: list[float] = []
    monkeypatch.setattr("kombu.utils.functional.sleep", slept.append)
    elsewhere = Celery("elsewhere", set_as_current=False)
    elsewhere.config_from_object("django.conf:settings", namespace="CELERY")
    elsewhere.conf.broker_url = f"redis://127.0.0.1:{free_port()}/0"

    with caplog.at_level(logging.WARNING):
        ring_for(elsewhere.task(render, name="render"), 1)

    assert "render of 1 waits for the sweep: the broker did not answer" in caplog.text
    assert sum(slept) == 0


def test_tasks_keep_their_names_and_beat_asks_for_no_other(settings):
    """A job that waits in the queue while the portal is upgraded has the name that the task had then."""
    app.loader.import_default_modules()
    assert {name for name in app.tasks if name.startswith("reporting.")} == {*TASKS.split()}
    assert {one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()} < {*TASKS.split()}
