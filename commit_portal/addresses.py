"""The addresses of pages by their names."""

from functools import lru_cache

from django.http import Http404
from django.urls import reverse


@lru_cache(maxsize=4096)
def address(name: str, /, *parts: object, **named: object) -> str:
    """The address of a page, from the parts that vary: in their order, or by their names.

    An address follows from these alone, and pages link to the same ones again. `reverse` takes as long as half a row.
    """
    return reverse(name, args=parts, kwargs=named)


def found_or_404[FoundT](found: FoundT | None) -> FoundT:
    """What an address names. Raises `Http404` where there is nothing."""
    if not found:
        raise Http404
    return found
