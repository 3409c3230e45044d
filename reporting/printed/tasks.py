"""The tasks of printed forms. Their names stay when a module moves."""

from reporting.printed.lifecycle import FORMS
from reporting.queue.tasks import tasks_of

render_printed_form, ring_for_waiting_forms, ring = tasks_of(
    FORMS,
    rendering="reporting.printed.tasks.render_printed_form",
    ringing="reporting.printed.tasks.ring_for_waiting_forms",
)
