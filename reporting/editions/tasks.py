"""The tasks of editions. Their names stay when a module moves."""

from reporting.editions.successors import EDITIONS
from reporting.queue.tasks import tasks_of

render_edition, ring_for_waiting_editions, ring = tasks_of(
    EDITIONS,
    rendering="reporting.editions.tasks.render_edition",
    ringing="reporting.editions.tasks.ring_for_waiting_editions",
)
