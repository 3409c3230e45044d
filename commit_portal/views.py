"""Pages that belong to no act of the year."""

from functools import wraps

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commit_portal.http.resubmission import comes_from_here, form_not_saved


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Answer ok where web server and database work; for the health checks of docker-compose.yml."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@never_cache
def door(request: HttpRequest) -> HttpResponse:
    """Say who is signed in, by key, and give a safety token: for a page that keeps what was typed until it is saved.

    The key is 0 for nobody. Signing in changes the token, so that the one of the page is refused afterwards.
    """
    person = request.user.pk if request.user.is_authenticated else 0
    return JsonResponse({"person": person, "token": get_token(request)})


@wraps(account.logout)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out as allauth does, and have the browser forget what pages kept in it: another person may use it next."""
    response: HttpResponse = account.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"storage"'
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose safety token is missing or old; nothing was written, and what was typed is shown again."""
    return form_not_saved(request, is_ours=comes_from_here(request))
