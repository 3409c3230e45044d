"""Seconds from asking for an edition until the worker starts on it, over the replacements of the worker's process.

`celery -A tests.bench.queue worker` takes tasks with the portal's settings.
"""

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from celery import Celery

from tests import services

ASKED = 105
PAUSE_S, PATIENCE_S = 0.05, 30.0
TASK = "bench.start"

app = Celery("bench")
app.config_from_object("django.conf:settings", namespace="CELERY")


@dataclass(frozen=True)
class Waits:
    """Seconds: half of the editions start sooner than `half_s`, all but one in twenty sooner than `most_s`."""

    half_s: float
    most_s: float
    longest_s: float

    @property
    def ratio(self) -> float:
        return self.most_s / self.half_s


@app.task(name=TASK)
def start(asked: float, started: str) -> None:
    """Write down how long it took to be started, in seconds."""
    with Path(started).open("a") as file:
        file.write(f"{time.time() - asked}\n")


def measure(folder: Path, asked: int = ASKED) -> Waits:
    """One after the other, as editions are asked for. Raises `services.Missing` without a broker."""
    folder.mkdir(parents=True)
    started = folder / "started"
    started.touch()
    with services.Valkey(folder / "broker") as broker:
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "REDIS_URL": broker.url,
            "VAR": str(folder),
        }
        command = [sys.executable, "-m", "celery", "-A", "tests.bench.queue", "worker", "--concurrency", "1"]
        worker = services.Process(
            [*command, "--without-gossip", "--without-mingle"], env=env, log=folder / "worker.log"
        )
        asking = Celery(broker=broker.url, task_ignore_result=True)
        try:
            for turn in range(asked):
                asking.send_task(TASK, (time.time(), str(started)))
                until = time.monotonic() + PATIENCE_S
                while len(started.read_text().splitlines()) <= turn:
                    if time.monotonic() > until:
                        raise RuntimeError(worker.output[-2000:])
                    time.sleep(0.002)
                time.sleep(PAUSE_S)
        finally:
            worker.stop()
            asking.close()
    # The first also waits for the worker itself to come up.
    waits = [float(line) for line in started.read_text().splitlines()][1:]
    return Waits(median(waits), quantiles(waits, n=20)[-1], max(waits))
