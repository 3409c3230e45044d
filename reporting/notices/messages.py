"""The sentences of reminders, and of mails that were not sent, by their codes (`commit_portal.i18n.messages`).

Reminders take nothing but facts (`commit_portal.mail.payload`). What is told of an event is said in the row of
its verb (`commit_portal.workflow.events`), and what is to be done in `reporting.home.messages`.
"""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import ngettext_lazy, register

register(
    {
        # Kept for rows of before.
        "notice.year_moved": _("%(year)s: the workplans now use revision %(edition)s of the plan of action"),
        "notice.mail_failed": _("Some e-mails could not be sent"),
        # Deadlines. `what` is a task ("do.NAME").
        "notice.due_before": ngettext_lazy(
            "%(what)s. It is due in %(count)s day, on %(day)s.",
            "%(what)s. It is due in %(count)s days, on %(day)s.",
        ),
        "notice.due_tomorrow": _("%(what)s. It is due tomorrow, on %(day)s."),
        "notice.due_today": _("%(what)s. It is due today, on %(day)s."),
        "notice.due_missed": _("%(what)s. It was due on %(day)s."),
        "notice.late_with_them": _("%(what)s. The taskforce had time until %(day)s."),
    }
)

# Why a mail was not sent, and who looks after that.
register(
    {
        "mail.away": _("The mail server did not answer."),
        "mail.refused": _("The mail server refuses this address permanently (answer %(answer)s)."),
        "mail.put_off": _("The mail server does not accept the e-mail now (answer %(answer)s)."),
        "mail.rejected": _("The mail server rejects the e-mail (answer %(answer)s)."),
        "mail.no_address": _("This is not a valid e-mail address."),
        "mail.exhausted": _("The worker stopped %(count)s times while it sent the e-mail."),
        "mail.cannot_be_written": _(
            "The e-mail could not be written (%(fault)s). See the log of the portal."
        ),
        "mail.cannot_be_handed_over": _(
            "The e-mail could not be given to the mail server (%(fault)s). See the log of the portal."
        ),
        "notice.fault": ngettext_lazy(
            "The portal tried %(count)s time (%(fault)s). See the log of the portal.",
            "The portal tried %(count)s times (%(fault)s). See the log of the portal.",
        ),
        # Kept for rows of before.
        "mail.broken": _("The e-mail could not be written. See the log of the portal."),
    }
)
