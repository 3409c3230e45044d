"""Write the rows of a file with answers that are in order, once they are confirmed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commit_portal.refusals import Refused, require
from commit_portal.sheets.engine import Preview
from commit_portal.workflow.optimistic_locking import require_unchanged
from reporting.answers.answer_actions import answer_sheet, locked_sheet
from reporting.answers.permissions import may_answer
from reporting.models import AnswerImport
from workplans.models import Seat


@transaction.atomic
def import_answers(waiting: AnswerImport, preview: Preview, *, seen: int, by: Seat, now: datetime) -> int:
    """Write the answers of a preview, and keep the rows that are refused. Returns how many answers have changed.

    `seen` is the version of the sheet that they were merged with: `StaleRow` where it has changed since. Raises `Refused`
    where they were confirmed already, and as `answer_sheet` does.
    """
    fresh = locked_sheet(waiting.sheet)
    require(may_answer(by, fresh))
    require_unchanged(fresh, seen=seen, now=fresh.row_version)
    if not AnswerImport.objects.claim(waiting, preview.left, by=by.user):
        raise Refused(
            _(
                "Nothing was saved, because you already confirmed this file or sent a newer file. Look at the "
                "answers."
            )
        )
    answers = {saved.place: answer for _number, saved, answer in preview.to_write}
    return answer_sheet(fresh, answers, by=by, now=now)
