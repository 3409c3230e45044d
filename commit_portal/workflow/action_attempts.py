"""Try an action from a page, and keep what prevented it beside what was typed.

    attempt = Attempt(request, form, may, keeps=drafts(seat, plan))
    if attempt.is_due:
        with attempt:
            made = copy_activity(line, ...)
            return redirect(...)
    # What prevented it is on `attempt` now, with the status of the page.

A step is a class, and its ground does this (`StepView`, commit_portal.workflow.views). `components/theirs_and_yours.html`
shows the attempt. Without a form and without `keeps`, nothing was typed: a refusal is left to the portal's own page
(commit_portal.http.middleware).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import TracebackType
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commit_portal import refusals
from commit_portal.forms.base import show_broken_rules
from commit_portal.i18n import Words, comma_list, day, money
from commit_portal.models import Event
from commit_portal.workflow.events import said_by
from commit_portal.workflow.optimistic_locking import Mark, StaleRow

# A link: its words and its address.
type Link = tuple[Words, str]


@dataclass(frozen=True)
class Difference:
    """A field of a stale form: what was typed, beside what was saved meanwhile."""

    label: str
    yours: str
    saved: str


class Attempt:
    """One try of an action by one page. Afterwards `closed`, `stale`, `faster` and `broken` say what prevented it.

    `may` is the permission that the page read. Where it is refused and the page was sent, `keeps` decides: the form
    stays on the page with the reason (`closed`), or `Refused` is raised as for a page that is only looked at.
    """

    def __init__(
        self,
        request: HttpRequest,
        form: forms.Form | None = None,
        may: refusals.Permit = refusals.ALLOWED,
        *,
        keeps: refusals.Permit | bool = False,
    ) -> None:
        self._request, self.form, self._keeps = request, form, bool(keeps)
        self._is_sent = request.method == "POST"
        if not (self._is_sent and self._keeps):
            refusals.require(may)
        # Why it is not possible any more, in a sentence; "" where it is.
        self.closed = str(may.reason)
        # Somebody took meanwhile what was asked for, in a sentence; "" where nobody did.
        self.faster = ""
        # What the same person has made already, with the same content; None where nothing.
        self.made: Any = None
        # What somebody else saved meanwhile, as the action found it; None where nobody did.
        self.stale: StaleRow | None = None
        self.broken: tuple[refusals.Violation, ...] = ()
        self.differences: Sequence[Difference] = ()
        self.last: Event | None = None

    def __enter__(self) -> "Attempt":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Keep what prevented the action; every other exception goes on."""
        if isinstance(error, refusals.RuleBroken):
            self.broken = error.violations
            if self.form is not None:
                show_broken_rules(self.form, error)
            return True
        if isinstance(error, StaleRow):
            self.stale = error
            return True
        if isinstance(error, refusals.Refused) and self._keeps:
            self.closed = str(error.reason)
            return True
        if isinstance(error, refusals.MadeAlready):
            self.faster, self.made = str(error.reason), error.made
            return True
        if isinstance(error, refusals.SomebodyWasFaster):
            self.faster = str(error.reason)
            if self.form is not None:
                self.form.add_error(None, self.faster)
            return True
        return False

    @property
    def is_due(self) -> bool:
        """True where the page was sent, may still act, and its form is valid."""
        return self._is_sent and not self.closed and (self.form is None or self.form.is_valid())

    @property
    def has_moved_on(self) -> bool:
        """True where the page must be read again: what it showed has changed."""
        return self.stale is not None or (self.form is None and bool(self.faster))

    @property
    def failed(self) -> bool:
        """True where the page has an error to show."""
        has_errors = self.form is not None and bool(self.form.errors)
        return has_errors or bool(self.closed or self.faster or self.stale or self.broken)

    @property
    def status(self) -> int:
        """The HTTP status of the page: 422 for a form to correct, 409 where the state prevents it, else 200."""
        if self.closed or self.faster or self.stale:
            return 409
        if self.form is None:
            return 409 if self.broken else 200
        return 422 if self.form.errors else 200

    def broke(self, rule: Callable[..., object]) -> bool:
        """Return whether the action broke this rule."""
        return any(violation.breaks(rule) for violation in self.broken)

    def show_theirs(
        self, differences: Sequence[Difference], *, last: Event | None = None, **marks: Mark
    ) -> None:
        """Show theirs and yours. The form keeps what was typed with new marks, so that the next saving is accepted."""
        self.differences, self.last = differences, last
        if self.form is not None:
            self.form.data = typed_again(self.form, **marks)

    @property
    def own_hand(self) -> bool:
        """True where the reader saved it in another window."""
        return self.last is not None and self.last.by_id == self._request.user.pk

    @property
    def saved_by(self) -> str:
        """The person who saved meanwhile, with the time by the offices' clock; "" where the trail does not say."""
        return "" if self.last is None else said_by(self.last)


def typed_again(form: forms.Form, **marks: Mark) -> Any:
    """The data of a form as it was typed, with other marks in its hidden fields."""
    data: Any = form.data
    data = data.copy()
    for name, mark in marks.items():
        data[form.add_prefix(name)] = str(mark)
    return data


def saved_meanwhile(form: forms.Form, saved: Mapping[str, object]) -> dict[str, object]:
    """What a stale form takes from what is saved: fields that the reader left as they were, and what each begins with.

    Only a form of several things keeps with each field what the page showed (Django's `show_hidden_initial`).
    """
    found = {}
    for bound in form.visible_fields():
        if bound.field.show_hidden_initial:
            value = bound.field.prepare_value(saved.get(bound.name))
            found[bound.html_initial_name] = "" if value is None else value
            if bound.name not in form.changed_data:
                found[bound.html_name] = found[bound.html_initial_name]
    return found


def differences_of(form: forms.Form, saved: Mapping[str, object]) -> list[Difference]:
    """Theirs and yours, a row for each field that differs. `saved` has the saved values by the names of fields.

    Compares the cleaned values of a valid form, in words. What is said of one saving alone, a reason, has no saved value.
    What the reader left as it was is no difference, where the form knows it (`saved_meanwhile`).
    """
    rows = []
    for bound in form.visible_fields():
        is_left = bound.field.show_hidden_initial and bound.name not in form.changed_data
        if is_left or bound.name not in saved:
            continue
        yours = _in_words(bound.field, form.cleaned_data.get(bound.name))
        theirs = _in_words(bound.field, saved.get(bound.name))
        if yours != theirs:
            rows.append(Difference(str(bound.label), yours, theirs))
    return rows or [Difference(_("Content"), _("The same"), _("The same"))]


def _in_words(field: forms.Field, value: object) -> str:
    if value in (None, "") or (isinstance(value, list | QuerySet) and not value):
        return _("Nothing")
    if isinstance(value, list | QuerySet):
        return comma_list(_in_words(field, item) for item in value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return str(value)
