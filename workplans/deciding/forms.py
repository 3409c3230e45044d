"""What the desk fills in: one row of its table is one decision on one line."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from commit_portal.forms.base import ParagraphsField, Values
from workplans.deciding.rules import outcomes_for
from workplans.models import Activity
from workplans.plan.versions import decision_text_mark
from workplans.statuses import Outcome


class DecisionForm(forms.Form):
    """Two radios, neither chosen beforehand; one, where no Secretariat money is asked. A tick chooses the first.

    Cleans only. WP-7 and WP-8 are asked by the action and come back as errors of the fields. `seen` is the line's row
    version, `shown` the mark of the decision that the page showed. With `passing` the line is ticked, whatever was
    sent: one button ticks many.
    """

    tick = forms.BooleanField(required=False, label=pgettext_lazy("decision", "Approve"))
    outcome = forms.ChoiceField(
        label=_("Your decision"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of these decisions.")},
    )
    reason = ParagraphsField(
        required=False,
        max_length=4000,
        help_text=_(
            "The taskforce can read this text after you send the decisions. The text stays in the history."
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, line: Activity, passing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": line.short_code})
        self._outcomes = outcomes_for(line)
        self._passing = passing
        self.fields["outcome"].choices = [(outcome.value, outcome.label) for outcome in self._outcomes]
        self.fields["reason"].label = gettext("Message to the taskforce (optional)")
        if Outcome.RETURN in self._outcomes:
            self.fields["reason"].label = gettext("Reason for the return, or a message to the taskforce")

    @property
    def is_sent(self) -> bool:
        """Whether the page that was sent showed this line."""
        return self.add_prefix("shown") in self.data

    @property
    def opens(self) -> bool:
        """Whether the row is shown opened: it has more to show than a tick."""
        return self.is_bound or not self["tick"].value() or bool(self["outcome"].value())

    @property
    def is_touched(self) -> bool:
        """Whether the desk ticked, chose or typed something here. A row that is not opened sends its tick only."""
        typed = decision_text_mark(self._sent("outcome"), self._sent("reason"))
        is_opened = any(self.add_prefix(name) in self.data for name in ("outcome", "reason"))
        return self._is_ticked or (is_opened and typed != self._sent("shown"))

    @property
    def chosen(self) -> Outcome | None:
        """The outcome that is ticked or chosen in a row that was touched; None without one, or with two."""
        found = self._found if self.is_touched else set()
        return found.pop() if len(found) == 1 else None

    @property
    def is_torn(self) -> bool:
        """Whether the line is ticked, and another outcome is chosen for it."""
        return len(self._found) > 1

    @property
    def typed(self) -> Values:
        """What was sent, to be shown again as it is, unchecked."""
        return {name: self._sent(name) for name in self.fields}

    def clean(self) -> Values:
        """One outcome: the tick's or the radio's. Raises `ValidationError` where there is none, or where they differ."""
        cleaned: Values = super().clean() or {}
        chosen = cleaned.get("outcome", "")
        if self._is_ticked:
            if chosen not in ("", self._outcomes[0]):
                said = gettext(
                    "You ticked this activity for approval, but you also chose “Return”. Remove the tick or "
                    "change the choice."
                )
                raise forms.ValidationError({"outcome": said})
            cleaned["outcome"] = self._outcomes[0].value
        elif not chosen and "outcome" not in self.errors:
            raise forms.ValidationError({"outcome": gettext("Choose a decision.")})
        return cleaned

    @property
    def _found(self) -> set[Outcome]:
        """The outcomes that are ticked or chosen, whether touched or not."""
        found = {outcome for outcome in self._outcomes if outcome == self._sent("outcome")}
        return found | {self._outcomes[0]} if self._is_ticked else found

    @property
    def _is_ticked(self) -> bool:
        return self._passing or bool(self._sent("tick"))

    def _sent(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name), ""))
