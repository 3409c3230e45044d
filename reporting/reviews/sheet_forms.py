"""The form of a review's sheet: one row an activity and one a target."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.formatting import comma_list
from commit_portal.refusals import RuleBroken
from commit_portal.sheets.fields import MoneyField
from commit_portal.sheets.merge import Merged
from commit_portal.templatetags.formatting import keeps_typed
from commit_portal.workflow.action_attempts import Difference, differences_of, typed_again
from reporting.models import ActivityProgress
from reporting.reviews.answer_content import ActivityAnswer, Place, TargetAnswer
from reporting.reviews.answer_rows import NOT_REPORTED, accepted_words
from reporting.reviews.partner_support import PartnerAnswer, PartnerAsked, delivered_field, spent_field
from reporting.statuses import Delivered, ProgressStatus, RowKind, TargetProgress
from spa.models import Target
from workplans.lines.forms import DayOfYearField
from workplans.models import Activity, VersionLine


class SheetRowForm(forms.Form):
    """One row of a sheet, an activity or a target. `theirs` are the fields in which others have changed it meanwhile."""

    kind: ClassVar[RowKind]
    hide_optional = True

    def __init__(self, data: Any = None, *, key: int, name: str, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=self.kind.of(key), initial=initial)
        self.key, self.name = key, name
        self.theirs: list[Difference] = []
        self.add_fields()
        for field in self.visible_fields():
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

    def show_theirs(self, merged: Merged) -> None:
        """Take what others changed, and show theirs of a field that both changed. Saving again replaces that."""
        saved = {name: merged.values[name] for name in merged.clashing}
        self.theirs = differences_of(self, {**self.cleaned_data, **saved}) if saved else []
        taken = {
            name: self.fields[name].prepare_value(merged.values[name])
            for name in merged.from_them
            if name in self.fields
        }
        self.data = typed_again(
            self, **{name: "" if value is None else value for name, value in taken.items()}
        )


class AnswerForm(SheetRowForm):
    """A row that a taskforce answers. It can take over its mid-year answer for the fields that it leaves empty."""

    as_before = forms.BooleanField(label=_("Same as at mid-year"), required=False)

    def __init__[T: (ActivityAnswer, TargetAnswer)](
        self, data: Any = None, *, key: int, name: str, year: int, answer: T, before: T | None
    ) -> None:
        super().__init__(data, key=key, name=name, initial=dict(vars(answer)))
        for field in self.fields.values():
            if isinstance(field, DayOfYearField):
                field.year = year
        self.before: ActivityAnswer | TargetAnswer | None = before
        if before is None or not before.status or answer != type(answer)():
            del self.fields["as_before"]
        if not (before and before.status) and answer.status != TargetProgress.TAKEN_BACK:
            status = self.fields["status"]
            status.choices = [one for one in status.choices if one[0] != TargetProgress.TAKEN_BACK]

    @property
    def answer(self) -> ActivityAnswer | TargetAnswer:
        """What was typed, of a valid form."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.before and cleaned.get("as_before") and "status" not in self.errors:
            if cleaned["status"] not in ("", self.before.status):
                self.add_error(
                    "as_before",
                    gettext("You chose a status and also “Same as at mid-year”. Choose only one of them."),
                )
            else:
                cleaned |= {
                    name: said for name, said in vars(self.before).items() if said and not cleaned.get(name)
                }
        return cleaned


class ActivityAnswerForm(AnswerForm):
    kind, row_model = RowKind.ACTIVITY, Activity
    as_before = forms.BooleanField(
        label=_("Same as at mid-year"),
        required=False,
        help_text=_("Copies the status, the dates and the text. Type the spending since 1 January again."),
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", NOT_REPORTED), *ProgressStatus.choices]
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
        super().__init__(data, key=line.activity_id, name=line.code, year=year, answer=answer, before=before)
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
                    help_text=accepted_words(one.accepted),
                )
            if one.in_kind or saved.delivered:
                self.fields[delivered_field(one.partner)] = forms.ChoiceField(
                    label=gettext("In kind from %(partner)s") % {"partner": one.name},
                    required=False,
                    initial=saved.delivered,
                    choices=[("", NOT_REPORTED), *Delivered.choices],
                    help_text=comma_list(one.in_kind),
                )
        if not self.asked:
            self.fields["spent_others"].label = gettext("Spent by partners")
        self.fields["spent_others"].initial = self.saved.get(None, nobody).amount

    @property
    def partners(self) -> list[tuple[BoundField | None, BoundField | None]]:
        """For each partner the field of its money and the one of its help in kind, as far as they are asked."""

        def bound(name: str) -> BoundField | None:
            return self[name] if name in self.fields else None

        return [(bound(spent_field(one.partner)), bound(delivered_field(one.partner))) for one in self.asked]

    @property
    def answer(self) -> ActivityAnswer:
        said = self.cleaned_data
        partners = [
            PartnerAnswer(
                one.partner,
                said.get(spent_field(one.partner)),
                said.get(delivered_field(one.partner), ""),
                one.name,
            )
            for one in self.asked
        ]
        return ActivityAnswer(
            **{name: said[name] for name in ActivityAnswer.__dataclass_fields__ if name != "spending"},
            spending=(*partners, PartnerAnswer(None, said["spent_others"])),
        )


class SpendingForm(SheetRowForm):
    kind, row_model = RowKind.SPENDING, Activity
    spent_secretariat = MoneyField(label=_("Secretariat's spending"), required=False)

    def __init__(self, data: Any = None, *, line: VersionLine, row: ActivityProgress | None) -> None:
        spent = row.spent_secretariat if row else None
        super().__init__(data, key=line.activity_id, name=line.code, initial={"spent_secretariat": spent})
        self.line, self.row = line, row


class TargetAnswerForm(AnswerForm):
    kind, row_model = RowKind.TARGET, Target
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", NOT_REPORTED), *TargetProgress.choices]
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
        year: int,
        answer: TargetAnswer,
        before: TargetAnswer | None = None,
    ) -> None:
        super().__init__(data, key=target.pk, name=target.code, year=year, answer=answer, before=before)
        self.target = target

    @property
    def answer(self) -> TargetAnswer:
        return TargetAnswer(**{name: self.cleaned_data[name] for name in TargetAnswer.__dataclass_fields__})


class ReviewSheet:
    """The rows of one page, saved together, with what templates and views need of a formset."""

    def __init__(self, rows: list[SheetRowForm]) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[SheetRowForm]:
        return iter(self.rows)

    @property
    def was_sent(self) -> bool:
        """Whether the request holds any of these rows."""
        return any(row.was_sent for row in self.rows)

    def is_valid(self) -> bool:
        answers = [row.is_valid() for row in self.rows]  # every row, so that each shows its errors
        return all(answers)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The errors of the page, each with the address of its field."""
        return [
            (
                row[name].id_for_label,
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

    def show_theirs(self, merged: Mapping[Place, Merged]) -> None:
        """Show each row as it merges."""
        for row in self.rows:
            if row.place in merged:
                row.show_theirs(merged[row.place])

    def show_broken_rules(self, broken: RuleBroken) -> list[str]:
        """Show each broken rule beside its field; return those without a field on this page."""
        rows = {row.kind.of(row.key): row for row in self.rows}
        left = []
        for violation in broken.violations:
            row = rows.get(violation.where)
            if row is not None and violation.field in row.fields:
                row.add_error(violation.field, str(violation))
            else:
                left.append(str(violation))
        self.__dict__.pop("total_error_count", None)
        return left


def _named(row: str, field: object) -> str:
    """A field by its row: "KH-2011-001, Status"."""
    return gettext("%(row)s, %(field)s") % {"row": row, "field": field}


class Answers(NamedTuple):
    """What a taskforce says in a sheet, by the keys of activities and targets."""

    activities: Mapping[int, ActivityAnswer] = {}
    targets: Mapping[int, TargetAnswer] = {}


def answer_sheet_of(
    lines: list[VersionLine],
    targets: list[Target],
    answers: Answers,
    before: Answers,
    asked: Mapping[int, tuple[PartnerAsked, ...]],
    year: int,
    data: Any = None,
) -> ReviewSheet:
    """The taskforce's page: a row for each approved activity, then one for each target asked of it.

    `before` has the closed answers of the review before, which can be taken over; `asked` the partners by activity.
    A day without a year is in the `year` of the review.
    """
    rows: list[SheetRowForm] = [
        ActivityAnswerForm(
            data,
            line=line,
            year=year,
            answer=answers.activities.get(line.activity_id, ActivityAnswer()),
            before=before.activities.get(line.activity_id),
            asked=asked.get(line.activity_id, ()),
        )
        for line in lines
    ]
    rows += [
        TargetAnswerForm(
            data,
            target=target,
            year=year,
            answer=answers.targets.get(target.pk, TargetAnswer()),
            before=before.targets.get(target.pk),
        )
        for target in targets
    ]
    return ReviewSheet(rows)


def spending_sheet_of(
    lines: list[VersionLine], progress: Mapping[int, ActivityProgress], data: Any = None
) -> ReviewSheet:
    """The desk's page: what the Secretariat spent on each activity."""
    return ReviewSheet([SpendingForm(data, line=line, row=progress.get(line.activity_id)) for line in lines])


def together(*sheets: ReviewSheet) -> ReviewSheet:
    """The rows of several pages as one, for the regional office, which answers and enters spending."""
    return ReviewSheet([row for sheet in sheets for row in sheet])
