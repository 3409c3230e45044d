"""How every middleware of the portal begins."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class Middleware:
    """One that is called with each request, and hands it on by `get_response`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
