"""The tasks of printed forms and lists. Their names stay when a module moves."""

from reporting.printed.lifecycle import FORMS, LISTS
from reporting.queue.tasks import tasks_of

render_printed_form, ring_for_waiting_forms, ring_for_form = tasks_of(
    FORMS,
    rendering="reporting.printed.tasks.render_printed_form",
    ringing="reporting.printed.tasks.ring_for_waiting_forms",
)
render_printed_list, ring_for_waiting_lists, ring_for_list = tasks_of(
    LISTS,
    rendering="reporting.printed.tasks.render_printed_list",
    ringing="reporting.printed.tasks.ring_for_waiting_lists",
)
