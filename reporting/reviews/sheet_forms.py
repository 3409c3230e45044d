"""The form of a review's sheet: one row an activity and one a target."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import Words
from commit_portal.i18n.parsing import read_number
from commit_portal.refusals import Violation
from commit_portal.sheets.fields import MoneyField
from commit_portal.sheets.merge import Merged
from commit_portal.templatetags.formatting import keeps_typed
from commit_portal.workflow.action_attempts import Difference, differences_of
from reporting.models import ActivityProgress
from reporting.reviews.answer_content import (
    ActivityAnswer,
    Place,
    TargetAnswer,
    answer_in,
    answer_of,
    content_of,
    target_answer_of,
)
from reporting.reviews.answer_rows import NOT_REPORTED
from reporting.reviews.partner_support import PartnerAnswer, PartnerAsked, delivered_field, spent_field
from reporting.reviews.sheet_data import SheetData
from reporting.reviews.suggestions import SAYS_NOTHING
from reporting.statuses import Delivered, ProgressStatus, RowKind, TargetProgress
from spa.models import Target
from workplans.lines.forms import DayOfYearField
from workplans.models import Activity, VersionLine

# The button that takes over the mid-year answer of every row that has none yet.
CONFIRM = "confirm"


class SheetRowForm(forms.Form):
    """One row of a sheet, an activity or a target.

    `seen` is the version of the sheet that it shows. `theirs` are the fields in which others have changed it meanwhile.
    """

    kind: ClassVar[RowKind]
    # The answer that says nothing.
    nothing: ClassVar[ActivityAnswer | TargetAnswer | None] = None
    hide_optional = True

    def __init__(self, data: Any = None, *, key: int, name: str, seen: int, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=self.kind.of(key), initial=initial)
        self.key, self.name = key, name
        self.seen = seen if data is None else read_number(data.get(f"{self.prefix}-v", data.get("seen", "")))
        self.theirs: list[Difference] = []
        # Fields that cannot be saved as they are: refused, or changed by others.
        self.left: set[str] = set()
        self.add_fields()
        for field in self.visible_fields():
            if not isinstance(field.field.widget, forms.RadioSelect):
                field.field.widget.attrs["aria-label"] = _named(name, field.label)

    def add_fields(self) -> None:
        """Add the fields that only this row has, before all of them get their labels."""

    @property
    def place(self) -> Place:
        return self.kind, self.key

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
    def answer(self) -> Any:
        """What is typed, as `answer_actions` takes it: empty in the fields that were not sent."""
        return answer_in(self.kind, content_of(self.nothing) | self.typed)

    @property
    def is_left(self) -> bool:
        """Whether something of it is not saved."""
        return bool(self.left or self.errors)

    def refuse(self, violation: Violation) -> bool:
        """Show a broken rule beside its field, which is not saved; without such a field nothing of the row is.

        Returns whether the row shows it.
        """
        self.left |= {violation.field} & set(self.typed) or set(self.typed)
        if violation.field in self.fields:
            self.add_error(violation.field, str(violation))
        return violation.field in self.fields

    def yield_to(self, merged: Merged) -> None:
        """Show theirs of each field that both changed. Saving again replaces that."""
        saved = {name: merged.values[name] for name in merged.clashing}
        self.theirs = differences_of(self, {**self.cleaned_data, **saved})
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
        self._errors, self.cleaned_data = row.errors, {}


class AnswerForm(SheetRowForm):
    """A row that a taskforce answers. It can take over its mid-year answer for the fields that it leaves empty."""

    as_before = forms.BooleanField(label=_("Same as at mid-year"), required=False)

    def __init__[T: (ActivityAnswer, TargetAnswer)](
        self, data: Any = None, *, key: int, name: str, seen: int, year: int, answer: T, before: T | None
    ) -> None:
        super().__init__(data, key=key, name=name, seen=seen, initial=dict(vars(answer)))
        for field in self.fields.values():
            if isinstance(field, DayOfYearField):
                field.year = year
        self.before: ActivityAnswer | TargetAnswer | None = before
        self.saved_answer: ActivityAnswer | TargetAnswer = answer
        if not self.may_repeat:
            del self.fields["as_before"]

    def stand_alone(self) -> None:
        """Offer no “Answer withdrawn”: no closed answer stands before this sheet (RV-11)."""
        if self.saved_answer.status != TargetProgress.TAKEN_BACK:
            status = self.fields["status"]
            status.choices = [one for one in status.choices if one[0] != TargetProgress.TAKEN_BACK]

    @property
    def may_repeat(self) -> bool:
        """Whether there is a mid-year answer to take over, and none yet."""
        said = self.before.status if self.before else ""
        return said not in SAYS_NOTHING and self.is_empty

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is answered yet."""
        return self.saved_answer == self.nothing

    @property
    def repeats(self) -> bool:
        return CONFIRM in self.data or bool(self.cleaned_data.get("as_before"))

    @property
    def typed(self) -> dict[str, Any]:
        if "as_before" in self.errors:
            return {}
        typed = {name: value for name, value in super().typed.items() if name != "as_before"}
        if self.may_repeat and self.repeats and self.before:
            said = {name: value for name, value in vars(self.before).items() if value and name in self.fields}
            typed |= {
                name: value for name, value in said.items() if not typed.get(name) and name not in self.left
            }
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            self.before
            and cleaned.get("as_before")
            and cleaned.get("status", "") not in ("", self.before.status)
        ):
            said = _("You chose a status and also “Same as at mid-year”. Choose only one of them.")
            self.add_error("as_before", said)
        return cleaned


class ActivityAnswerForm(AnswerForm):
    kind, nothing, row_model = RowKind.ACTIVITY, ActivityAnswer(), Activity
    as_before = forms.BooleanField(
        label=_("Same as at mid-year"),
        required=False,
        help_text=_("Its status, dates and text. Type the spending again."),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[*ProgressStatus.choices, ("", NOT_REPORTED)],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    actual_starts_on = DayOfYearField(label=_("Started on"), required=False)
    actual_ends_on = DayOfYearField(is_last=True, label=_("Ended on"), required=False)
    spent_others = MoneyField(label=_("Spent by other partners"), required=False)
    narrative = forms.CharField(
        label=_("What happened"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        data: Any = None,
        *,
        line: VersionLine,
        seen: int,
        year: int,
        answer: ActivityAnswer,
        before: ActivityAnswer | None = None,
        asked: tuple[PartnerAsked, ...] = (),
    ) -> None:
        if before is not None:
            before = replace(before, spending=())
        self.saved = {one.partner: one for one in answer.spending}
        known = {one.partner for one in asked}
        # A new round begins with what was answered before, also of a partner whose support has ended since.
        self.asked = (
            *asked,
            *(
                PartnerAsked(one.partner, one.name)
                for one in answer.spending
                if one.partner is not None and one.partner not in known
            ),
        )
        super().__init__(
            data, key=line.activity_id, name=line.code, seen=seen, year=year, answer=answer, before=before
        )
        self.line = line

    def add_fields(self) -> None:
        """Ask each partner's money where some was accepted or is saved, and whether its help in kind has come."""
        nobody = PartnerAnswer(None)
        for one in self.asked:
            saved = self.saved.get(one.partner, nobody)
            if one.accepted is not None or saved.amount is not None:
                self.fields[spent_field(one.partner)] = MoneyField(
                    label=gettext("Spent by %(partner)s") % {"partner": one.name},
                    required=False,
                    initial=saved.amount,
                )
            if one.in_kind or saved.delivered:
                self.fields[delivered_field(one.partner)] = forms.ChoiceField(
                    label=gettext("In kind from %(partner)s") % {"partner": one.name},
                    required=False,
                    initial=saved.delivered,
                    choices=[("", NOT_REPORTED), *Delivered.choices],
                )
        if not self.asked:
            self.fields["spent_others"].label = gettext("Spent by partners")
        self.fields["spent_others"].initial = self.saved.get(None, nobody).amount


class SpendingForm(SheetRowForm):
    kind, row_model = RowKind.SPENDING, Activity
    spent_secretariat = MoneyField(label=_("Secretariat's spending"), required=False)

    def __init__(
        self, data: Any = None, *, line: VersionLine, seen: int, row: ActivityProgress | None
    ) -> None:
        spent = {"spent_secretariat": row.spent_secretariat if row else None}
        super().__init__(data, key=line.activity_id, name=line.code, seen=seen, initial=spent)
        self.line, self.row = line, row


class TargetAnswerForm(AnswerForm):
    kind, nothing, row_model = RowKind.TARGET, TargetAnswer(), Target
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[*TargetProgress.choices, ("", NOT_REPORTED)],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    achieved_on = DayOfYearField(label=_("Achieved on"), required=False)
    narrative = forms.CharField(
        label=_("What was achieved"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        target: Target,
        seen: int,
        year: int,
        answer: TargetAnswer,
        before: TargetAnswer | None = None,
    ) -> None:
        super().__init__(
            data, key=target.pk, name=target.code, seen=seen, year=year, answer=answer, before=before
        )
        self.target = target


class ReviewSheet:
    """The rows of one page, saved together, with what templates and views need of a formset."""

    def __init__(self, rows: list[SheetRowForm]) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[SheetRowForm]:
        return iter(self.rows)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The errors of the page, each with the address of its field."""
        return [
            (
                row[name].auto_id,
                gettext("%(field)s: %(errors)s")
                % {"field": _named(row.name, row[name].label), "errors": " ".join(map(str, messages))},
            )
            for row in self.rows
            for name, messages in row.errors.items()
            if name in row.fields
        ]

    @cached_property
    def total_error_count(self) -> int:
        """base.html begins the page's title with "Error:" where this is not zero."""
        return len(self.errors) if self.rows and self.rows[0].is_bound else 0

    @property
    def keeps_typed(self) -> bool:
        """Whether a row shows again something that was typed in it."""
        return any(keeps_typed(row) for row in self.rows)


def _named(row: str, field: object) -> str:
    """A field by its row: "KH-2011-001, Status"."""
    return gettext("%(row)s, %(field)s") % {"row": row, "field": field}


def answer_rows_of(
    data: SheetData, lines: Iterable[VersionLine], targets: Iterable[Target], sent: Any
) -> list[SheetRowForm]:
    """A row for each of these lines and targets that the taskforce answers; `sent` is what was typed, if anything.

    A day without a year is in the year of the review.
    """
    seen, year = data.sheet.row_version, data.sheet.review.cycle.year
    rows: list[SheetRowForm] = [
        ActivityAnswerForm(
            sent,
            line=line,
            seen=seen,
            year=year,
            answer=answer_of(data.progress.get(line.activity_id)),
            before=data.before.activity(line.activity_id),
            asked=data.asked.get(line.activity_id, ()),
        )
        for line in lines
    ]
    rows += [
        TargetAnswerForm(
            sent,
            target=target,
            seen=seen,
            year=year,
            answer=target_answer_of(data.answers.get(target.pk)),
            before=data.before.target(target.pk),
        )
        for target in targets
    ]
    return rows


def spending_rows_of(data: SheetData, lines: Iterable[VersionLine], sent: Any) -> list[SheetRowForm]:
    """The desk's rows: what the Secretariat spent on each activity."""
    seen = data.sheet.row_version
    return [
        SpendingForm(sent, line=line, seen=seen, row=data.progress.get(line.activity_id)) for line in lines
    ]


def labels_of_answers() -> list[tuple[str, Words]]:
    """The fields of answers with their labels, each once."""
    fields = {**TargetAnswerForm.base_fields, **ActivityAnswerForm.base_fields, **SpendingForm.base_fields}
    return [(name, field.label or "") for name, field in fields.items() if name != "as_before"]
