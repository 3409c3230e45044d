from django.db import models
from django.utils.translation import gettext_lazy as _


class EventAudience(models.TextChoices):
    """The readers of an event, among those who may read its object."""

    TASKFORCE = "taskforce", _("The taskforce")
    BOTH = "both", _("The taskforce and the Secretariat")
    SECRETARIAT = "secretariat", _("The Secretariat")
    READERS = "readers", _("Every reader")


class NoticeKind(models.TextChoices):
    """What a notice is about; a person says for each kind how it reaches them."""

    WAITS = "waits", _("Your tasks")
    COMMENTS = "comments", _("Comments")
    OFFERS = "offers", _("Support from partners")
    OTHERS = "others", _("News about workplans and reports")


class Delivery(models.TextChoices):
    """How a kind of notice reaches a person. The page of notices has each, whatever is chosen."""

    AT_ONCE = "at_once", _("Immediately")
    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")
    HERE = "here", _("No e-mail")


class MailCode(models.TextChoices):
    """What a mail is."""

    NOTICE = "notice", _("A notice")
    DIGEST = "digest", _("Several notices together")
    INVITATION = "invitation", _("An invitation")
    RESET = "reset", _("A link to set a password")
    ACCOUNT = "account", _("A change in the person’s account")
    MEETING = "meeting", _("A message about a meeting")


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("No longer needed")
    FAILED = "failed", _("Not sent")
