"""The sentences of the trail about people and their seats, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "taskforce.loaded": _("Entered the taskforce and its ministries and agencies"),
        "taskforce.signed_by": _("Chose who signs the printed workplan: %(bodies)s"),
        "taskforce.signed_by_nobody_else": _("Removed all chosen bodies from the printed workplan"),
        "person.invited": _("Invited %(name)s"),
        "person.invited_again": _("Sent the link to set a password again"),
        "seat.given": _("Gave the seat: %(seat)s"),
        "seat.given_to": _("Gave %(person)s the seat: %(seat)s"),
        "seat.ended": _("Ended the seat: %(seat)s"),
        "seat.ended_of": _("Ended the seat of %(person)s: %(seat)s. The last day is %(day)s"),
        "seat.stopped": _("Ended the seat immediately: %(seat)s"),
        "seat.stopped_of": _("Ended the seat of %(person)s immediately: %(seat)s"),
        "seat.ministry_named": _("Chose the ministry of the seat of %(person)s: %(ministry)s"),
        "seat.ministry_taken_off": _("The seat of %(person)s has no ministry any more"),
        "account.closed": _("Closed the account"),
        "account.closed_of": _("Closed the account of %(person)s"),
        "account.reopened": _("Opened the account again"),
        "account.reopened_of": _("Opened the account of %(person)s again"),
    }
)
