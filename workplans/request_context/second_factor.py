"""Who must have a second factor, and when it is asked for again (settings: MFA_REQUIRED)."""

import time
from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from commit_portal.http.resubmission import form_not_saved
from workplans.request_context.request import PortalRequest
from workplans.statuses import Role


class SecondFactorMiddleware(MiddlewareMixin):
    """Leads whose role needs a second factor to the page that sets one up, and asks for it again before heavy steps.

    A step is heavy where its class says so (`StepView.is_heavy`). Who signed in with a factor of their own accord is
    asked there as well. A code or a key that was given lately is enough (settings.ACCOUNT_REAUTHENTICATION_TIMEOUT, seconds).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Raise `ImproperlyConfigured` where the settings name no role: nobody would be asked for a factor."""
        super().__init__(get_response)
        if unknown := {*settings.MFA_REQUIRED} - {*Role.values}:
            raise ImproperlyConfigured(
                f"MFA_REQUIRED has no role {min(unknown)!r}. Name some of these, with commas: {', '.join(Role.values)}."
            )

    def process_view(self, request: HttpRequest, view: object, *address: object) -> HttpResponse | None:
        """Answer in place of the view where something is missing."""
        match, user = request.resolver_match, request.user
        # Where a factor is set up and shown, a password changed, and the way out.
        is_account_page = match is not None and (match.url_name or "").startswith(("mfa_", "account_"))
        if is_account_page or not user.is_authenticated or not getattr(view, "login_required", True):
            return None
        given = [row["at"] for row in get_authentication_records(request, user) if row["method"] == "mfa"]
        roles = {seat.role for seat in cast(PortalRequest, request).seats}
        is_needed = not roles.isdisjoint(settings.MFA_REQUIRED)
        is_heavy = getattr(getattr(view, "view_class", None), "is_heavy", False)
        is_lately = bool(given) and time.time() - given[-1] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        is_asked = is_heavy and not is_lately and (bool(given) or is_needed)
        # Whoever gave a factor in this session may have removed the last one since.
        if (is_asked or (is_needed and not given)) and not Authenticator.objects.filter(user=user).exists():
            return _to_set_up(request) if is_needed else None
        if not is_asked:
            return None
        if request.method == "POST":
            return form_not_saved(request, is_ours=True, needs_code=True)
        confirm = get_adapter().get_reauthentication_methods(user)[0]["url"]
        return redirect(f"{confirm}?{urlencode({'next': request.get_full_path()})}")


def _to_set_up(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Your role needs a second factor. Set one up now, then use the portal."))
    return redirect("mfa_index")
