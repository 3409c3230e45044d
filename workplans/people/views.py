"""Choose the seat in use; list people; invite them, give and end their seats, close and reopen their accounts."""

from collections.abc import Mapping, Sequence
from datetime import date

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext, gettext_lazy as _, pgettext

from commit_portal import clock
from commit_portal.addresses import address
from commit_portal.http.filters import FilteredPage
from commit_portal.http.rate_limits import over_quota
from commit_portal.i18n import Param, Words, say
from commit_portal.models import Event, User
from commit_portal.refusals import ALLOWED, Permit, Refused, obey, require
from commit_portal.workflow import ButtonView, Link, ReadView, StepView, Values, events_about
from workplans.events.people import SEATS
from workplans.models import Seat
from workplans.people import actions, permissions, seat_groups
from workplans.people.filters import PEOPLE, groups_shown
from workplans.people.forms import EndSeatForm, InviteForm, SeatForm, SeatMinistryForm
from workplans.presentation.timeline import trail
from workplans.request_context.active_seat import SEAT_KEY, seats_held
from workplans.request_context.request import SeatMixin

# A glance at the seats of the own country that were given and ended last; and all of it of one person.
HISTORY_LENGTH, PERSON_HISTORY_LENGTH = 10, 50


class ChooseSeat(StepView[None]):
    """Choose the seat to use. A person without a seat gets a page that says so."""

    template_name, success_url = "workplans/people/seat_list.html", reverse_lazy("home")
    success_message = _("You use this role now: %(seat)s.")

    def get_permit(self) -> Permit:
        """Everybody chooses among the own seats, also who has none today."""
        return ALLOWED

    def get_seats(self) -> list[Seat]:
        """The seats that the reader holds today."""
        return list(seats_held(self.request.user.pk, on=clock.today()))

    def act(self, form: None) -> Seat | None:
        sent = self.request.POST.get("seat")
        chosen = next((seat for seat in self.get_seats() if str(seat.pk) == sent), None)
        if chosen is not None:
            self.request.session[SEAT_KEY] = chosen.pk
        return chosen

    def get_facts(self) -> Mapping[str, Param]:
        return {"seat": self.made.words} if self.made else {}

    def done(self) -> HttpResponse:
        if self.made is None:
            messages.error(self.request, gettext("Choose one of your own roles."))
            return redirect("seats")
        return super().done()

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(seats=self.get_seats(), **kwargs)


class PeopleList(SeatMixin, FilteredPage[Seat]):
    """The seats that the reader may see, with their holders."""

    section = "people"
    template_name = "workplans/people/people_list.html"
    board, files, file_name, title = PEOPLE, "people_file", "people", _("People and roles")

    def get_rows(self) -> Sequence[Seat]:
        """The seats that the reader may see today."""
        return seat_groups.seats_listed(self.actor, on=clock.today())

    def get_context_data(self, **kwargs: object) -> Values:
        seat = self.actor
        found = events_about(seat.taskforce) if seat.taskforce else Event.objects.none()
        return super().get_context_data(**kwargs) | {
            "groups": groups_shown(self.listed),
            "may_edit": permissions.may_edit_people(seat),
            "history": trail(found.filter(verb__in=SEATS)[:HISTORY_LENGTH]),
        }


class PersonDetail(SeatMixin, ReadView):
    """One person and the seats that the reader may see; to the regional office also the history."""

    section = "people"
    template_name = "workplans/people/people_detail.html"

    def get_context_data(self, **kwargs: object) -> Values:
        seat, today = self.actor, clock.today()
        user = get_object_or_404(User, pk=self.kwargs["pk"])
        visible = list(seat_groups.seats_visible_to(seat).filter(user=user))
        may_edit, may_close = permissions.may_edit_people(seat), permissions.may_close_account(seat, user)
        if not visible and user.pk != seat.user_id and not may_edit:
            raise Http404
        return super().get_context_data(**kwargs) | {
            "person": user,
            "rows": [(row, *_state(row, today)) for row in visible],
            "may_edit": may_edit,
            "waiting": bool(permissions.may_invite_again(seat, user)),
            "has_factor": bool(may_close) and Authenticator.objects.filter(user=user).exists(),
            "may_close": user.is_active and bool(may_close),
            "history": trail(events_about(user)[:PERSON_HISTORY_LENGTH]) if may_edit else (),
        }


class PeopleStep[ObjectT](SeatMixin, StepView[ObjectT]):
    """A step with a person or one of the seats. Who does not keep people is not told which of them there are."""

    right = staticmethod(permissions.may_edit_people)
    section, is_heavy = "people", True
    # Whom the step is about. `get_object` sets it.
    person: User

    def get_path(self) -> Sequence[Link]:
        return [(_("People"), reverse("people")), (self.person.name, address("person", self.person.pk))]


class InvitePerson(PeopleStep[None]):
    """Invite a person: an account, a seat, and an e-mail with a link to set a password."""

    template_name, form_class = "step_form.html", InviteForm
    heading, button = _("Invite a person"), _("Send the invitation")
    lead = _(
        "The person gets an e-mail with a link to set a password. Nobody can get an account in another way."
    )
    success_message = _("%(name)s is invited and gets an e-mail with a link to set a password.")

    def get_path(self) -> Sequence[Link]:
        return [(_("People"), reverse("people"))]

    def act(self, form: InviteForm) -> Seat:
        obey(over_quota(self.request, "invite", field="email"))
        return actions.invite_to_seat(**form.cleaned_data, by=self.actor, now=clock.now())

    def get_facts(self) -> Mapping[str, Param]:
        return {"name": self.made.user.name} if self.made else {}

    def get_success_url(self) -> str:
        return address("person", self.made.user_id)


class PersonStep(PeopleStep[User]):
    """A step with the account of a person, or with a new seat."""

    def get_object(self) -> User:
        require(permissions.may_edit_people(self.actor))
        self.person = get_object_or_404(User, pk=self.kwargs["pk"])
        return self.person

    def get_facts(self) -> Mapping[str, Param]:
        return {"name": self.object.name}


class InviteAgain(PersonStep, ButtonView[User]):
    """Send the link again to a person who has not set a password yet."""

    permission = staticmethod(permissions.may_invite_again)
    success_message = _("%(name)s gets the e-mail with the link again.")

    def act(self, form: None) -> None:
        obey(over_quota(self.request, "invite"))
        actions.invite_again(self.object, by=self.actor, now=clock.now())


class GiveSeat(PersonStep):
    """Give a person another seat."""

    template_name, form_class = "step_form.html", SeatForm
    heading, button = _("Give %(name)s a role"), _("Give the role")
    lead = _("A person can have several roles, but works in one role at a time.")
    action = staticmethod(actions.give_seat)

    def get_words(self) -> Words:
        return say(_("%(name)s now has this role: %(seat)s."), name=self.object.name, seat=self.made.words)


class CloseAccount(PersonStep):
    """Say what closing an account does, and close it."""

    permission = staticmethod(permissions.may_close_account)
    template_name = "workplans/people/people_close.html"
    heading, closed_heading = _("Close the account of %(name)s"), _("Close the account")
    success_message = _("The account of %(name)s is closed.")
    action = staticmethod(actions.close_account)

    def get_stop(self) -> Refused | None:
        user = self.object
        return None if user.is_active else Refused(say(permissions.CLOSED_ALREADY, person=str(user)))


class RemoveFactors(PersonStep):
    """Remove the second factors of a person who lost them, after a question."""

    permission = staticmethod(permissions.may_close_account)
    template_name, button = "step_form.html", _("Remove the second factor")
    heading = _("Remove the second factor of %(name)s")
    lead = _(
        "Call the person first: the request may come from somebody else. After this step the person is signed out, gets an "
        "e-mail, and needs only the password to sign in."
    )
    success_message = _("The second factor of %(name)s is removed.")
    action = staticmethod(actions.remove_factors)


class ReopenAccount(PersonStep, ButtonView[User]):
    """Open a closed account again."""

    success_message = _("The account of %(name)s is open again.")
    action = staticmethod(actions.reopen_account)


class SeatStep(PeopleStep[Seat]):
    """A step with a seat of a person."""

    def get_object(self) -> Seat:
        require(permissions.may_edit_people(self.actor))
        seat = get_object_or_404(seat_groups.seats_visible_to(self.actor), pk=self.kwargs["pk"])
        self.person = seat.user
        return seat

    def get_facts(self) -> Mapping[str, Param]:
        seat = self.made or self.object
        return {"name": seat.user.name, "seat": seat.words, "day": seat.ends_on}

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(lead=self.object.words, **kwargs)


class NameMinistry(SeatStep):
    """Name the ministry of a taskforce for which a seat is."""

    template_name, form_class = "step_form.html", SeatMinistryForm
    heading, button = _("Choose the ministry of a role of %(name)s"), _("Save the ministry")
    success_message = _("The ministry of the role is saved.")
    action = staticmethod(actions.name_ministry)

    def get_object(self) -> Seat:
        seat = super().get_object()
        if not seat.is_of_taskforce:
            raise Http404
        return seat

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"seat": self.object}


class EndSeat(SeatStep):
    """End a seat; it counts until the end of its last day."""

    template_name, form_class = "workplans/people/seat_end.html", EndSeatForm
    heading, button = _("End the role of %(name)s"), _("End the role")
    success_message = _("The last day of this role is %(day)s: %(seat)s.")
    action = staticmethod(actions.end_seat)

    def get_initial(self) -> Values:
        return {} if self.object.ends_on else {"ends_on": clock.today()}


class StopSeat(SeatStep, ButtonView[Seat]):
    """End a seat at once; its holder has no access with it from the next request on."""

    success_message = _("This role has ended: %(seat)s.")
    action = staticmethod(actions.stop_seat)


def _state(seat: Seat, today: date) -> tuple[str, str]:
    """The status of a seat and its word."""
    if seat.is_held_on(today):
        return "confirmed", pgettext("seat", "Active")
    if seat.is_over_on(today):
        return "done", pgettext("seat", "Ended")
    return "planned", pgettext("seat", "Not yet begun")
