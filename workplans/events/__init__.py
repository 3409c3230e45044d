"""The verbs of plans, comments and people: a row each, with what the trail says of it, and its notices.

Every verb that is recorded has a row, also one without a notice (tests/reporting/notices/test_routing.py).
"""

from commit_portal.workflow.events import Verbs, register_verbs
from workplans.events.consultation import CONSULTATION
from workplans.events.people import BOOK, FUNDING, PEOPLE, TASKFORCES
from workplans.events.plans import COMMENTS, LINES, MINISTRIES, STEPS, YEARS

VERBS: dict[str, Verbs] = {
    "workplan": {**STEPS, **LINES, **CONSULTATION, **MINISTRIES},
    "comment": COMMENTS,
    "annualcycle": YEARS,
    "taskforce": TASKFORCES,
    "partner": BOOK,
    "grant": FUNDING,
    "user": PEOPLE,
}

register_verbs(VERBS)
