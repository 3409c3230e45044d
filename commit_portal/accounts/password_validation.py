"""What a password must be: Django's validators in the portal's words, and one of our own about names.

Raises `ValidationError`; its sentences say what to do. Nothing is asked about kinds of letters.
"""

import re
import string
import unicodedata
from collections.abc import Iterable, Iterator

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import Saying, ngettext_lazy, say
from commit_portal.models import User

# Letters. A shorter name, or part of one, stands inside many words: Li, Min, Tan.
SHORTEST_PART = 4
PORTAL_NAMES = ("commit", "portal")
# Characters that make no guess harder beside a common password.
FEW_MORE = 3
# Characters. A shorter common password stands inside many words.
SHORTEST_COMMON = 6


class _InTheWordsOfThePortal:
    """Says what is `wrong` and what to do, and above the field what is `wanted`."""

    wrong: Saying
    wanted: Saying
    min_length = 0

    def get_error_message(self) -> str:
        return say(self.wrong, count=self.min_length)

    def get_help_text(self) -> str:
        return say(self.wanted, count=self.min_length)


class LongEnough(_InTheWordsOfThePortal, password_validation.MinimumLengthValidator):
    """A number of characters, of any kind."""

    wrong = ngettext_lazy(
        "The password is too short. Use at least %(count)s character.",
        "The password is too short. Use at least %(count)s characters.",
    )
    wanted = ngettext_lazy("Use at least %(count)s character.", "Use at least %(count)s characters.")


class NotCommon(_InTheWordsOfThePortal, password_validation.CommonPasswordValidator):
    """None that guessers try first: Django's list, one of it with digits or a few more letters, the same again and again."""

    wrong = _("The password is easy to guess. Use several words that do not belong together.")
    wanted = _("Do not use a common password. Do not use one word and numbers, for example mekong2011.")

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a password of the list, one that is nearly such a one, and one without letters."""
        core = _squeezed(password)
        words = core.strip(string.digits)
        # Where a text stands in itself doubled before its end, it is a piece again and again.
        repeats = core in (core + core)[1:-1]
        lengths = range(max(len(core) - FEW_MORE, SHORTEST_COMMON), len(core) + 1)
        parts = (part for length in lengths for part in (core[:length], core[-length:]))
        if not words or repeats or words in self.passwords or not self.passwords.isdisjoint(parts):
            raise ValidationError(self.get_error_message(), code="password_too_common")
        super().validate(password, user)


class NotYourNames(_InTheWordsOfThePortal, password_validation.UserAttributeSimilarityValidator):
    """None that holds the person's name or a part of their e-mail address, or is nearly one of them."""

    wrong = _("The password is too close to your name or e-mail address. Choose other words.")
    wanted = _("Do not use your name or your e-mail address.")

    def __init__(self) -> None:
        super().__init__(user_attributes=("name", "email"))

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a password that holds a name, whatever stands between its letters."""
        if user is not None and holds_any(password, _names_of(user)):
            raise ValidationError(self.get_error_message(), code="password_holds_name")
        super().validate(password, user)


def holds_any(password: str, names: Iterable[str]) -> bool:
    """Return whether a password holds one of the names, without regard to case, signs and spaces."""
    squeezed = _squeezed(password)
    return any(name and name in squeezed for name in map(_squeezed, names))


def _names_of(user: User) -> Iterator[str]:
    local, _at, domain = user.email.partition("@")
    names = [user.name, user.email]
    for words in (user.name, local, domain.rpartition(".")[0]):
        names += re.split(r"[\W_]+", words)
    yield from (name for name in names if len(_squeezed(name)) >= SHORTEST_PART)


def _squeezed(words: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", words).casefold() if letter.isalnum())
