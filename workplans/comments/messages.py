"""The sentences of the comments, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # The trail, which never holds the words of a comment.
        "comment.started": _("Started a thread of comments."),
        "comment.answered": _("Answered in a thread of comments."),
        "comment.settled": _("Closed a thread of comments."),
        "comment.opened_again": _("Opened a thread of comments again."),
        "comment.taken_back": _("Removed a comment."),
        # Why somebody does not write or settle.
        "comment.not_yours": _("You cannot read the comments on this workplan. Go to the workplan."),
        "comment.not_this_audience": _("You cannot read these comments. Start a new thread."),
        "comment.plan_closed": _(
            "The workplan is closed, so you can only read the comments. Ask the regional office to "
            "reopen the workplan."
        ),
        "comment.not_read_now": _(
            "You cannot read this workplan any more. Copy your text, and ask the taskforce to open "
            "the workplan to you."
        ),
        "comment.not_a_reader": _(
            "The person you chose cannot read these comments any more. Choose another person."
        ),
        "comment.settled_already": _("This thread was closed, by %(who)s. Open it again to write."),
        "comment.settled_while_you_wrote": _(
            "This thread was closed while you wrote, by %(who)s. Send your answer again to open the "
            "thread again, or choose “Answer and close”."
        ),
        "comment.open_already": _("This thread is already open. You can answer in it."),
        "comment.readers_gone": _(
            "These readers cannot read the workplan any more. Copy your text, and choose other readers."
        ),
        "comment.form_is_used": _("You already sent this form. Open a new form to write another comment."),
        "comment.posted_lately": _(
            "You posted the same comment at %(time)s. Change something, or post the same comment again."
        ),
        "comment.author_takes_back": _("Only the person who wrote a comment can remove it."),
        "comment.taken_back_already": _("This comment was already removed. Load the page again."),
        "comment.reason_stays": _("The reason of a return cannot be changed. You can answer it."),
        # After a step.
        "comment.you_settled": _("The thread is closed. You can open it again."),
        "comment.you_opened_again": _("The thread is open again."),
        "comment.you_took_back": _("Your comment is removed."),
        # The readers of a thread, on its mark.
        "readers.taskforce": _("Taskforce"),
        "readers.taskforce_regional": _("Regional office"),
        "readers.both": _("Taskforce and Secretariat"),
        "readers.secretariat": _("Secretariat"),
        "readers.partner": _("%(partner)s, officers and lead"),
        "readers.partner_regional": _("%(partner)s and regional office"),
        # The same, as a whole sentence above the field.
        "read_by.taskforce": _("Only the %(country)s taskforce can read this thread."),
        "read_by.taskforce_regional": _("Only the regional office can read this thread."),
        "read_by.both": _(
            "The %(country)s taskforce can read this thread. The desk and the regional office can too, "
            "as long as they can read the workplan. Partners cannot."
        ),
        "read_by.secretariat": _(
            "Only the %(country)s desk and the regional office can read this thread, as long as they "
            "can read the workplan."
        ),
        "read_by.partner": _(
            "%(partner)s, the officers and the lead of %(country)s can read this thread. No other "
            "partner can read it."
        ),
        "read_by.partner_regional": _(
            "%(partner)s and the regional office can read this thread. No other partner can read it."
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
