"""What is said of the readers of a thread, by its audience: of a country's workplan, then of the region's."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import Sentence
from workplans.models import Comment, Workplan
from workplans.plan.plan_types import say_of_asker
from workplans.statuses import TalkAudience

type AudienceWords = Mapping[TalkAudience, tuple[Sentence, ...]]

# On the mark of a thread.
READERS: AudienceWords = {
    TalkAudience.TASKFORCE: (_("Taskforce"), _("Regional office")),
    TalkAudience.BOTH: (_("Taskforce and Secretariat"),),
    TalkAudience.SECRETARIAT: (_("Secretariat"),),
    TalkAudience.PARTNER: (
        _("%(partner)s and the taskforce’s officers and lead"),
        _("%(partner)s and regional office"),
    ),
}
# The same, as a whole sentence above the field.
READ_BY: AudienceWords = {
    TalkAudience.TASKFORCE: (
        _("Only the %(country)s taskforce can read this thread."),
        _("Only the regional office can read this thread."),
    ),
    TalkAudience.BOTH: (
        _(
            "The %(country)s taskforce can read this thread. The desk and the regional office can also "
            "read this thread, as long as they can read the workplan. Partners cannot read this thread."
        ),
    ),
    TalkAudience.SECRETARIAT: (
        _(
            "Only the %(country)s desk and the regional office can read this thread, as long as they can read the "
            "workplan."
        ),
    ),
    TalkAudience.PARTNER: (
        _(
            "%(partner)s can read this thread. The officers and the lead of the %(country)s taskforce can also read "
            "this thread. No other partner can read this thread."
        ),
        _("%(partner)s and the regional office can read this thread. No other partner can read this thread."),
    ),
}
# The button of a new thread.
POST: AudienceWords = {
    TalkAudience.TASKFORCE: (_("Post to the taskforce"), _("Post to the regional office")),
    TalkAudience.BOTH: (_("Post to taskforce and Secretariat"),),
    TalkAudience.SECRETARIAT: (_("Post to the Secretariat"),),
    TalkAudience.PARTNER: (
        _("Post to %(partner)s and the taskforce’s officers and lead"),
        _("Post to %(partner)s and regional office"),
    ),
}
# The button of an answer.
ANSWER: AudienceWords = {
    TalkAudience.TASKFORCE: (_("Answer to the taskforce"), _("Answer to the regional office")),
    TalkAudience.BOTH: (_("Answer to taskforce and Secretariat"),),
    TalkAudience.SECRETARIAT: (_("Answer to the Secretariat"),),
    TalkAudience.PARTNER: (
        _("Answer to %(partner)s and the taskforce’s officers and lead"),
        _("Answer to %(partner)s and regional office"),
    ),
}


def say_of_readers(words: AudienceWords, plan: Workplan, thread: Comment) -> str:
    """A sentence about the readers of a thread."""
    said = words[TalkAudience(thread.audience)]
    return say_of_asker(plan, said[0], said[-1], partner=str(thread.partner or ""))
