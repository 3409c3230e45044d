"""The form of a review's sheet: one row an activity and one a target."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.i18n import Sentence, Words, read_number, say
from commit_portal.refusals import Violation
from commit_portal.sheets.fields import MoneyField, TextField
from commit_portal.sheets.merge import Merged
from commit_portal.workflow.action_attempts import Difference, differences_of
from reporting.answers import answer_content
from reporting.answers.answer_rows import NOT_REPORTED
from reporting.answers.sheet_data import AskedRow, PartnerAsked
from reporting.statuses import Delivered, ProgressStatus, RowKind, TargetProgress
from spa.models import Target
from workplans.lines.forms import DayOfYearField
from workplans.models import Activity

# The buttons that take over the mid-year answer: of every row of the area that has none yet, or of the row that is named.
CONFIRM, AREA = "confirm", "area"


class SheetRowForm(forms.Form):
    """One row of a sheet, an activity or a target.

    `seen` is the version of the sheet that it shows. `theirs` are the fields in which others have changed it meanwhile.
    """

    kind: ClassVar[RowKind]
    hide_optional = True

    def __init__(self, sent: Any, row: AskedRow) -> None:
        self.row, self.place, self.name = row, self.kind.of(row.key), row.code
        super().__init__(sent, prefix=self.place, initial=row.data.saved(self.place))
        self.seen = row.sheet.row_version
        if sent is not None:
            self.seen = read_number(sent.get(f"{self.prefix}-v", sent.get("seen", "")))
        self.theirs: list[Difference] = []
        # Fields that cannot be saved as they are: refused, or `clashing` with what others have saved.
        self.left: set[str] = set()
        self.clashing: frozenset[str] = frozenset()
        self.add_fields()
        for day in self.fields.values():
            if isinstance(day, DayOfYearField):
                day.year = row.sheet.review.cycle.year
        for field in self.visible_fields():
            if not isinstance(field.field.widget, forms.RadioSelect):
                field.field.widget.attrs["aria-label"] = named(self.name, field.label)

    @property
    def saved_on(self) -> date | None:
        """The saved day of achieving; None where there is none."""
        found: date | None = self.initial.get("achieved_on")
        return found

    @property
    def ended(self) -> str:
        """That saving the row takes the day of achieving away, in words."""
        if not (self.saved_on and self.was_sent and self.typed.get("achieved_on", self.saved_on) is None):
            return ""
        return gettext("%(code)s: the date “Achieved on” is removed.") % {"code": self.name}

    def add_fields(self) -> None:
        """Add the fields that only this row has, before all of them get their labels."""

    @property
    def was_sent(self) -> bool:
        """Whether the request holds any field of this row."""
        return any(self.add_prefix(name) in self.data for name in self.fields)

    @property
    def typed(self) -> dict[str, Any]:
        """The values that were sent and can be saved, by field. The form is clean."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in self.left and name in self.fields and self.add_prefix(name) in self.data
        }

    @property
    def is_left(self) -> bool:
        """Whether something of it is not saved."""
        return bool(self.left or self.errors)

    def refuse(self, violation: Violation) -> bool:
        """Show a broken rule beside its field, which is not saved; without such a field nothing of the row is.

        Returns whether the row shows it.
        """
        self.left |= {violation.field} & set(self.typed) or set(self.typed)
        if violation.field in self.fields and str(violation) not in self.errors.get(violation.field, ()):
            self.add_error(violation.field, str(violation))
        return violation.field in self.fields

    def yield_to(self, merged: Merged) -> None:
        """Show theirs of each field that both changed. Saving again replaces that."""
        saved = {name: merged.values[name] for name in merged.clashing}
        self.theirs = differences_of(self, {**self.cleaned_data, **saved})
        self.clashing |= merged.clashing
        self.left |= merged.clashing

    def saved_value(self, name: str) -> str:
        """What is saved in a field, as it is typed or sent."""
        value = self.get_initial_for_field(self.fields[name], name)
        return "" if value is None else str(self.fields[name].prepare_value(value))

    def saved_words(self, name: str) -> str:
        """What is saved in a field, as it is read: of a choice its label."""
        value, choices = self.saved_value(name), getattr(self.fields[name], "choices", ())
        return str(dict(choices).get(value, value))

    def show_left(self, row: "SheetRowForm") -> None:
        """Show what of a sent row is not saved, and why. The form has what is saved."""
        left = row.left | set(row.errors)
        shown = {self.add_prefix(name): self[name].value() for name in self.fields}
        typed = {name: row.data.get(name, "") for name in map(self.add_prefix, left)}
        data = QueryDict(mutable=True)
        data.update(
            {name: "" if value in (None, False) else value for name, value in (shown | typed).items()}
        )
        self.data, self.is_bound, self.left, self.theirs = data, True, row.left, row.theirs
        self.clashing = row.clashing
        self._errors, self.cleaned_data = row.errors, {}


class AnswerForm(SheetRowForm):
    """A row that a taskforce answers. It can take over its mid-year answer for the fields that it leaves empty."""

    def __init__(self, sent: Any, row: AskedRow) -> None:
        super().__init__(sent, row)
        self.before = row.data.before.saved(self.place)
        status = self.fields["status"]
        choices = dict(status.choices)
        # No closed answer stands before this sheet: there is none to withdraw (RV-11).
        if row.name not in row.data.stands and self.initial["status"] != TargetProgress.TAKEN_BACK:
            del choices[TargetProgress.TAKEN_BACK]
        if row.name in row.data.at_mid_year:
            choices[""] = _("As reported at mid-year")
        status.choices = list(choices.items())

    @property
    def may_repeat(self) -> bool:
        """Whether there is a mid-year answer to take over, and none yet."""
        return self.before["status"] not in answer_content.SAYS_NOTHING and self.is_empty

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is answered yet."""
        return answer_content.is_empty(self.initial)

    @property
    def typed(self) -> dict[str, Any]:
        typed = super().typed
        chosen = self.cleaned_data.get("status", "")
        is_pressed = self.data.get(CONFIRM) in (AREA, self.prefix)
        if is_pressed and self.may_repeat and chosen in ("", self.before["status"]):
            # Money that stays empty counts as it was reported.
            free = {*answer_content.NOTHING[self.kind]} - self.left
            typed |= {name: self.before[name] for name in free if self.before[name] and not typed.get(name)}
        return typed


def _status_field(statuses: type[TextChoices]) -> forms.ChoiceField:
    radios = forms.RadioSelect(attrs={"class": "form-check-input"})
    choices = [*statuses.choices, ("", NOT_REPORTED)]
    return forms.ChoiceField(label=_("Status"), required=False, choices=choices, widget=radios)


def _words_field(label: Sentence) -> TextField:
    area = forms.Textarea(attrs={"rows": 2})
    return TextField(label=label, required=False, max_length=8000, widget=area)


class ActivityAnswerForm(AnswerForm):
    kind, row_model = RowKind.ACTIVITY, Activity
    status = _status_field(ProgressStatus)
    actual_starts_on = DayOfYearField(label=_("Started on"), required=False)
    actual_ends_on = DayOfYearField(is_last=True, label=_("Ended on"), required=False)
    spent_others = MoneyField(label=_("Spent by other partners"), required=False)
    narrative = _words_field(_("What happened"))

    @cached_property
    def asked(self) -> tuple[PartnerAsked, ...]:
        """The partners whose support is asked about.

        A new round begins with what was answered before, also of a partner whose support has ended since.
        """
        asked = self.row.data.asked.get(self.row.key, ())
        known = {None, *(one.partner for one in asked)}
        ended = (one for one in self.row.data.spending(self.row.key) if one.partner not in known)
        return (*asked, *(PartnerAsked(one.partner, one.name) for one in ended))

    def add_fields(self) -> None:
        """Ask each partner's money where some was accepted or is saved, and whether its help in kind has come."""
        for one in self.asked:
            spent = answer_content.spent_field(one.partner)
            delivered = answer_content.delivered_field(one.partner)
            if one.accepted is not None or self.initial.get(spent) is not None:
                label = say(_("Spent by %(partner)s"), partner=one.name)
                self.fields[spent] = MoneyField(label=label, required=False)
            if one.in_kind or self.initial.get(delivered):
                label = say(_("In kind from %(partner)s"), partner=one.name)
                choices = [("", NOT_REPORTED), *Delivered.choices]
                self.fields[delivered] = forms.ChoiceField(label=label, required=False, choices=choices)
        if not self.asked:
            self.fields["spent_others"].label = gettext("Spent by partners")
        # As the sheet shows them: money of partners that are not named behind that of the others.
        last = ("spent_others", "narrative")
        self.order_fields([*(name for name in self.fields if name not in last), *last])


class SpendingForm(SheetRowForm):
    kind, row_model = RowKind.SPENDING, Activity
    spent_secretariat = MoneyField(label=_("Secretariat's spending"), required=False)


class TargetAnswerForm(AnswerForm):
    kind, row_model = RowKind.TARGET, Target
    status = _status_field(TargetProgress)
    achieved_on = DayOfYearField(label=_("Achieved on"), required=False)
    narrative = _words_field(_("What was achieved"))

    @property
    def typed(self) -> dict[str, Any]:
        """The saved day ends with the status that it belongs to; a new day beside another status is refused."""
        typed = super().typed
        leaves = typed.get("status", TargetProgress.ACHIEVED) != TargetProgress.ACHIEVED
        if self.saved_on and leaves and typed.get("achieved_on", self.saved_on) == self.saved_on:
            typed["achieved_on"] = None
        return typed


def labels_of_answers() -> list[tuple[str, Words]]:
    """The fields of answers with their labels, each once."""
    fields = {**TargetAnswerForm.base_fields, **ActivityAnswerForm.base_fields, **SpendingForm.base_fields}
    return [(name, field.label or "") for name, field in fields.items()]


def named(row: str, field: object) -> str:
    """A field by its row: "KH-2011-001, Status"."""
    return gettext("%(row)s, %(field)s") % {"row": row, "field": field}
