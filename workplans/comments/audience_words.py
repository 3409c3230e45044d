"""What is said of the readers of a thread, by its audience: of a country's workplan, then of the region's."""

from collections.abc import Mapping

from django.utils.translation import gettext
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
            "The %(country)s taskforce can read this thread. The desk and the regional office can read it too, but only "
            "while they can read the workplan. Partners cannot read this thread."
        ),
    ),
    TalkAudience.SECRETARIAT: (
        _(
            "Only the %(country)s desk and the regional office can read this thread, and only while they can read the "
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


def say_of_readers(words: AudienceWords, plan: Workplan, thread: Comment) -> str:
    """A sentence about the readers of a thread."""
    said = words[TalkAudience(thread.audience)]
    return say_of_asker(plan, said[0], said[-1], partner=str(thread.partner or ""))


def post_button(plan: Workplan, thread: Comment) -> str:
    """The button of a new thread: "Send (readers: Taskforce and Secretariat)"."""
    return gettext("Send (readers: %(readers)s)") % {"readers": say_of_readers(READERS, plan, thread)}


def answer_button(plan: Workplan, thread: Comment) -> str:
    """The button of an answer: "Answer (readers: Taskforce and Secretariat)"."""
    return gettext("Answer (readers: %(readers)s)") % {"readers": say_of_readers(READERS, plan, thread)}
