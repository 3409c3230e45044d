"""The sentences of the comments, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # The trail, which never holds the words of a comment.
        "comment.started": _("Started a thread of comments."),
        "comment.answered": _("Answered in a thread of comments."),
        "comment.settled": _("Settled a thread of comments."),
        "comment.opened_again": _("Opened a thread of comments again."),
        "comment.taken_back": _("Took a comment back."),
        # Why somebody does not write or settle.
        "comment.not_yours": _("The comments on this plan are for others. Go to the workplan."),
        "comment.not_this_audience": _(
            "You are not among the readers of these comments. Start a thread of your own."
        ),
        "comment.plan_closed": _(
            "The plan is closed, so its comments can only be read. Ask the regional office to reopen the plan."
        ),
        "comment.not_read_now": _(
            "This is not open to you any more. Copy your text, and ask the taskforce to open it again."
        ),
        "comment.not_a_reader": _(
            "The person you chose does not read these comments any more. Choose somebody else."
        ),
        "comment.settled_already": _("This thread was settled meanwhile, by %(who)s."),
        "comment.settled_while_you_wrote": _(
            "This thread was settled while you wrote, by %(who)s. Your answer opens it again. "
            "Send it once more if you want that, or choose Answer and settle."
        ),
        "comment.open_already": _("This thread is open already. You can answer in it."),
        "comment.readers_gone": _(
            "These readers do not read it any more. Copy your text, and choose others."
        ),
        "comment.form_is_used": _("This form was sent before. Open a new one to write another comment."),
        "comment.posted_lately": _(
            "You posted the same comment at %(time)s. Change something, or post it once more."
        ),
        "comment.author_takes_back": _("Only the person who wrote a comment takes it back."),
        "comment.taken_back_already": _("This comment was taken back already."),
        "comment.reason_stays": _("The reason of a return stays on record. Answer it instead."),
        # After a step.
        "comment.you_settled": _("The thread is settled. You can open it again."),
        "comment.you_opened_again": _("The thread is open again."),
        "comment.you_took_back": _("Your comment is taken back. Its words are gone."),
        # The readers of a thread, on its mark.
        "readers.taskforce": _("Taskforce"),
        "readers.taskforce_regional": _("Regional office"),
        "readers.both": _("Taskforce and Secretariat"),
        "readers.secretariat": _("Secretariat"),
        "readers.partner": _("%(partner)s, officers and lead"),
        "readers.partner_regional": _("%(partner)s and regional office"),
        # The same, as a whole sentence above the field.
        "read_by.taskforce": _("Only the %(country)s taskforce reads it."),
        "read_by.taskforce_regional": _("Only the regional office reads it."),
        "read_by.both": _(
            "The %(country)s taskforce reads it. Its desk and the regional office do while they read the plan. "
            "No partner does."
        ),
        "read_by.secretariat": _(
            "Only the %(country)s desk and the regional office read it, while they read the plan."
        ),
        "read_by.partner": _(
            "%(partner)s reads it, with the officers and the lead of %(country)s. No other partner does."
        ),
        "read_by.partner_regional": _(
            "%(partner)s reads it, with the regional office. No other partner does."
        ),
        # The button of a new thread.
        "post.taskforce": _("Post to the taskforce"),
        "post.taskforce_regional": _("Post to the regional office"),
        "post.both": _("Post to taskforce and Secretariat"),
        "post.secretariat": _("Post to the Secretariat"),
        "post.partner": _("Post to %(partner)s, officers and lead"),
        "post.partner_regional": _("Post to %(partner)s and regional office"),
        # The button of an answer.
        "answer.taskforce": _("Answer to the taskforce"),
        "answer.taskforce_regional": _("Answer to the regional office"),
        "answer.both": _("Answer to taskforce and Secretariat"),
        "answer.secretariat": _("Answer to the Secretariat"),
        "answer.partner": _("Answer to %(partner)s, officers and lead"),
        "answer.partner_regional": _("Answer to %(partner)s and regional office"),
    }
)
