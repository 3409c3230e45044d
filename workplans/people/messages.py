"""The sentences about people and their seats, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # Events.
        "taskforce.loaded": _("Loaded the taskforce and its bodies from the reference files"),
        "taskforce.signed_by": _("Chose the bodies that sign the printed workplan: %(bodies)s"),
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
        # What stands against it.
        "people.regional_office_invites": _(
            "Only the regional office can invite people and give seats. Ask the regional office."
        ),
        "taskforce.office_names_who_signs": _(
            "Only the regional office can choose the bodies that sign. Ask the regional office."
        ),
        "taskforce.too_many_sign": _(
            "The form can show at most %(count)s bodies. Remove some bodies from the list."
        ),
        "taskforce.signing_name_too_long": _(
            "This name is too long: %(name)s. Use %(count)s characters at most."
        ),
        "taskforce.signs_twice": _("A body is in the list twice. Remove one of them."),
        "seat.own_government": _(
            "You cannot give yourself a seat of a government or a partner. Ask a colleague in the regional office."
        ),
        "seat.needs_country": _("Choose a country for this seat."),
        "seat.needs_partner": _("Choose a partner for this seat."),
        "seat.country_or_partner": _("Choose a country or a partner, not both."),
        "seat.names_no_ministry": _(
            "Only a seat of a taskforce is for a ministry. Leave the ministry empty, or choose another role."
        ),
        "seat.ministry_of_other_country": _(
            "This ministry belongs to another country. Choose a ministry of the country of the seat."
        ),
        "seat.ends_before_start": _("The last day is before the first day. Enter a later last day."),
        "seat.in_use": _("You use this seat now. Ask a colleague in the regional office to end it."),
        "seat.ends_already": _("The last day of this seat is already %(day)s. Enter an earlier day."),
        "seat.over_already": _(
            "This seat has ended. Its last day was %(day)s. Give a new seat if the person needs one."
        ),
        "seat.held_already": _(
            "%(person)s already has this seat (%(days)s). End that seat first, or choose other days."
        ),
        "seat.office_has_people": _("The regional office already has people. Ask one of them to invite you."),
        "account.own": _(
            "You cannot close your own account. Ask a colleague in the regional office to close it."
        ),
        "account.closed_already": _(
            "The account of %(person)s is already closed. You do not need to do anything."
        ),
        "account.open_already": _(
            "The account of %(person)s is already open. You do not need to do anything."
        ),
        "account.closed_gets_no_link": _(
            "The account of %(person)s is closed, so no e-mail was sent. Open the account again first."
        ),
        "person.has_a_password": _("%(person)s already has a password. No e-mail was sent."),
        "person.known": _("A person with this e-mail address has an account. Give the person another seat."),
        "person.invited_just_now": _(
            "Someone invited this e-mail address just now. Look at the list of people."
        ),
    }
)
