"""The verbs of taskforces, accounts and their seats. No notice: an invitation is a mail of its own."""

from django.utils.translation import gettext_lazy as _

from commit_portal.workflow.events import Said, Verb, Verbs

# In the trail of the person, and in that of each taskforce.
SEATS: Verbs = {
    "seat": Verb(
        Said("seat.given", _("Gave the role: %(seat)s")),
        Said("seat.given_to", _("Gave the role to %(person)s: %(seat)s")),
    ),
    "end_seat": Verb(
        Said("seat.ended", _("Ended the role: %(seat)s")),
        Said("seat.ended_on", _("Ended the role: %(seat)s. The last day is %(day)s")),
        Said("seat.ended_of", _("Ended the role of %(person)s: %(seat)s. The last day is %(day)s")),
    ),
    "stop_seat": Verb(
        Said("seat.stopped", _("Ended the role immediately: %(seat)s")),
        Said("seat.stopped_of", _("Ended the role of %(person)s immediately: %(seat)s")),
    ),
    "close_account": Verb(
        Said("account.closed", _("Closed the account")),
        Said("account.closed_of", _("Closed the account of %(person)s")),
    ),
    "reopen_account": Verb(
        Said("account.reopened", _("Opened the account again")),
        Said("account.reopened_of", _("Opened the account of %(person)s again")),
    ),
    "remove_factors": Verb(Said("account.factors_removed", _("Removed the second factor"))),
    "name_ministry": Verb(
        Said("seat.ministry_named", _("Chose the ministry of the role of %(person)s: %(ministry)s")),
        Said("seat.ministry_taken_off", _("The role of %(person)s has no ministry any more")),
    ),
}
# Of countries, lead bodies, ministries and members in the trail of their taskforce, of partners in their own.
BOOK: Verbs = {
    "add_to_book": Verb(Said("book.added", _("Added to the list: %(name)s"))),
    "rename": Verb(
        Said("book.renamed", _("Renamed “%(was)s” to “%(now)s” from %(day)s on")),
        Said("book.name_kept", _("Removed the name “%(was)s”, planned from %(day)s on. Name now: “%(now)s”")),
    ),
    "correct_in_book": Verb(
        Said("book.corrected", _("Corrected %(name)s: %(now)s (before: %(was)s)")),
        Said(
            "book.name_removed", _("Removed the name “%(was)s”, which began on %(day)s. Name now: “%(now)s”")
        ),
    ),
    "end_in_book": Verb(
        Said("book.ended", _("Set the last day of %(name)s: %(day)s")),
        Said("book.continued", _("Removed the last day of %(name)s")),
    ),
}
SAVED = _("Saved the grant of %(donor)s: US$%(amount)s, %(first)s to %(last)s. Received: US$%(received)s")
DUE = _("Saved the grant of %(donor)s: US$%(amount)s, %(first)s to %(last)s. Received: not known")
FUNDING: Verbs = {
    "save_grant": Verb(Said("grant.saved", SAVED), Said("grant.due", DUE)),
    "remove_grant": Verb(Said("grant.removed", _("Removed the grant “%(grant)s” of US$%(amount)s"))),
    "allot": Verb(Said("grant.allotted", _("Allotted US$%(amount)s to %(code)s (before: US$%(before)s)"))),
}
TASKFORCES: Verbs = {
    "load": Verb(Said("taskforce.loaded", _("Recorded the taskforce and its ministries and agencies"))),
    # Before each had a row in the book.
    "name_signing_bodies": Verb(
        Said("taskforce.signed_by", _("Chose who signs the printed workplan: %(bodies)s")),
        Said("taskforce.signed_by_nobody_else", _("Removed all chosen bodies from the printed workplan")),
    ),
    **BOOK,
    **SEATS,
}
PEOPLE: Verbs = {
    "invite": Verb(Said("person.invited", _("Invited %(name)s"))),
    "invite_again": Verb(Said("person.invited_again", _("Sent the link to set a password again"))),
    **SEATS,
}
