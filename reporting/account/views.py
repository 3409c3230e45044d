"""The page of one's own account: name, time zone, language, password, seats, and sessions on other devices."""

from typing import cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language

from commit_portal import clock
from commit_portal.i18n import moment
from commit_portal.models import User
from commit_portal.refusals import ALLOWED, Permit
from commit_portal.workflow import Actor, ButtonView, StepView, Values
from commit_portal.workflow.lifecycle import Seatless
from reporting.account.actions import end_sessions, keep_account, stay_here
from reporting.account.forms import AccountForm, EndSessionsForm
from reporting.account.other_sessions import signed_in_elsewhere
from workplans.models import Seat
from workplans.request_context.request import PortalRequest, say_made_up


class OwnAccount:
    """The account of the reader, who may have no seat."""

    request: HttpRequest

    @cached_property
    def actor(self) -> Actor:
        """The seat that the reader acts under, else the person."""
        return cast(PortalRequest, self.request).seat or Seatless(self.get_object())

    def get_object(self) -> User:
        """The reader's account."""
        return cast(User, self.request.user)

    def get_permit(self) -> Permit:
        """Everybody keeps the own account."""
        return ALLOWED


class EditAccount(OwnAccount, StepView[User]):
    """The page, and the saving of name, time zone and language. Everybody who is signed in has one, without a seat too."""

    template_name = "reporting/account/account.html"
    form_class: type[forms.Form] = AccountForm
    success_message, success_url = _("Your account is saved."), reverse_lazy("account")

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"user": self.object}

    def act(self, form: AccountForm) -> User:
        chosen = {"language": self.object.language, **form.cleaned_data}
        return keep_account(**chosen, by=self.actor, now=clock.now())

    def get_context_data(self, **kwargs: object) -> Values:
        user, on = self.object, clock.today()
        seats = Seat.objects.filter(user=user).select_related(
            "user", "taskforce__country", "partner", "ministry"
        )
        own = ZoneInfo(user.time_zone or settings.TIME_ZONE)
        elsewhere = signed_in_elsewhere(user, self.request.session.session_key)
        with timezone.override(self.actor.zone if isinstance(self.actor, Seat) else own):
            named = [one | {name: moment(one[name]) for name in ("began", "seen")} for one in elsewhere]
        say_made_up(self.request, settings.DEMO)
        context = {
            "ending": EndSessionsForm(user=user),
            "person": user,
            "seats": [seat for seat in seats if not seat.is_over_on(on)],
            "elsewhere": named,
        }
        return super().get_context_data(**context | kwargs)


class EndOtherSessions(EditAccount):
    """Sign out on all other devices, after the password."""

    http_method_names, form_class = ["post"], EndSessionsForm
    success_message = _("You are now signed out on all other devices.")

    def act(self, form: EndSessionsForm) -> None:  # type: ignore[override]
        stay_here(self.request, end_sessions(by=self.actor, now=clock.now()))

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(
            form=AccountForm(user=self.object), ending=self.attempt.form, **kwargs
        )


@method_decorator(login_not_required, name="dispatch")
class ChooseLanguage(OwnAccount, ButtonView[User]):
    """Choose the language of pages and mails, and go back. The account keeps it; a cookie does at the door."""

    def act(self, form: None) -> None:
        user, wanted = self.object, self.request.POST.get("language", "")
        if user.is_authenticated and wanted in dict(settings.LANGUAGES):
            kept = {"name": user.name, "time_zone": user.time_zone}
            keep_account(**kept, language=wanted, by=self.actor, now=clock.now())

    def done(self) -> HttpResponse:
        return set_language(self.request)
