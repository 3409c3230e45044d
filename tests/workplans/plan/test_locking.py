"""The lock of a plan and of a line."""

import pytest
from django.db import transaction

from commit_portal.refusals import SomebodyWasFaster
from workplans.models import Activity, Workplan
from workplans.plan.locking import locked_activity, locked_line, locked_workplan

LOCKS = (
    (locked_workplan, Workplan(pk=1)),
    (locked_activity, Activity(pk=1, workplan=Workplan(pk=1))),
    (locked_line, Activity(pk=1, workplan=Workplan(pk=1))),
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lock", "row"), LOCKS)
def test_lock_outside_a_transaction_is_refused(lock, row):
    with pytest.raises(transaction.TransactionManagementError, match="inside a transaction"):
        lock(row)


@pytest.mark.django_db
@pytest.mark.parametrize(("lock", "row"), LOCKS)
def test_lock_of_a_row_that_is_gone_says_so(lock, row):
    with transaction.atomic(), pytest.raises(SomebodyWasFaster, match="was removed"):
        lock(row)
