"""Forms of reviews, meetings and the comparison. They clean what was typed; the actions write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commit_portal.decisions import RuleBroken
from commit_portal.fields import DayField, MoneyField
from commit_portal.words import day, money, span
from reporting.actions.meetings import MeetingDraft, RecommendationDraft
from reporting.actions.reviews import ActivityAnswer, StaleAnswers, TargetAnswer, seen
from reporting.models import ActivityProgress, Meeting
from reporting.queries import days_of, different_days, place_of
from reporting.rules import due_day_is_to_come, one_set_of_days
from reporting.statuses import FollowUpStatus, KeptDays, MeetingKind, ProgressStatus, TargetProgress
from spa.models import ActionPlan, Area, Target
from spa.queries import PlanTexts
from workplans.models import Country, CycleStep, Taskforce, VersionLine

DATE_HINT = "for example 1 Jul 2011"


class ReviewForm(forms.Form):
    """The meeting of a review, if there is one, and until when answers are asked."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="Meeting", required=False, empty_label="Without a meeting"
    )
    answers_due_on = DayField(
        label="Answers until",
        required=False,
        help_text=f"{DATE_HINT}. Late answers are marked late, never shut out.",
    )
    kept_days = forms.ChoiceField(
        label=_("Which days are right?"),
        choices=KeptDays.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The meeting keeps the days that you choose. The others are forgotten."),
    )

    def __init__(
        self, *args: Any, step: CycleStep, meetings: QuerySet[Meeting], on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.step, self.on, self.asks_days = step, on, False
        year = step.cycle.year
        field = self.fields["meeting"]
        field.queryset = meetings
        # A review is held in its year or slips into a later one: those come first, the nearest at the top.
        later: list[tuple[int, str]] = []
        earlier: list[tuple[int, str]] = []
        for meeting in meetings:
            first = meeting.actual_from or meeting.planned_from
            rows = later if first is None or first.year >= year else earlier
            rows.append((meeting.pk, _meeting_label(meeting, on)))
        groups = ((f"In {year} or later", later[::-1]), (f"Before {year}", earlier))
        field.choices = [("", field.empty_label), *(group for group in groups if group[1])]

    def clean_answers_due_on(self) -> date | None:
        due: date | None = self.cleaned_data["answers_due_on"]
        for violation in due_day_is_to_come(due, self.initial.get("answers_due_on"), today=self.on):
            raise forms.ValidationError(str(violation))
        return due

    def clean(self) -> dict[str, Any]:
        """Ask whose days are right where the meeting has others than the step of the year; both are shown."""
        cleaned = super().clean() or self.cleaned_data
        meeting = cleaned.get("meeting")
        different = different_days(self.step, meeting) if meeting else ()
        self.asks_days = bool(different)
        self.fields["kept_days"].choices = [
            (KeptDays.MEETING, _days_label(KeptDays.MEETING, meeting, different)),
            (KeptDays.STEP, _days_label(KeptDays.STEP, self.step, different)),
        ]
        if meeting and (asked := one_set_of_days(meeting, different, cleaned.get("kept_days", ""))):
            self.add_error("kept_days", str(asked))
        return cleaned


class ReviewMeetingForm(ReviewForm):
    """The same once the review is open: `seen` tells what stood there when the page was shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)


def _days_label(whose: KeptDays, held: Meeting | CycleStep | None, kinds: tuple[str, ...]) -> str:
    """The days of a meeting or of a step, planned or actual, as far as they are in question."""
    sentences = {
        ("meeting", "planned"): _("The meeting is planned for %(days)s."),
        ("meeting", "actual"): _("The meeting was held %(days)s."),
        ("step", "planned"): _("The step of the year is planned for %(days)s."),
        ("step", "actual"): _("The step of the year was held %(days)s."),
    }
    return " ".join(
        sentences[whose.value, kind] % {"days": span(*days_of(held, kind))} for kind in kinds if held
    )


def _meeting_label(meeting: Meeting, on: date) -> str:
    """A meeting told from others of its kind: when, and where."""
    dates = (
        span(meeting.actual_from, meeting.actual_until)
        if meeting.is_held(on)
        else f"planned {span(*meeting.days_planned(on))}"
    )
    known = meeting.actual_from or meeting.planned_from
    host = meeting.planned_host.name if meeting.planned_host else ""
    return ", ".join(
        filter(None, (str(meeting), dates if known else "no date yet", place_of(meeting) or host))
    )


class ReasonForm(forms.Form):
    """Why a country's answers are reopened."""

    note = forms.CharField(
        label="Reason",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The taskforce reads it above its answers.",
        error_messages={"required": "Reopening carries a reason. Say why."},
    )


class RowForm(forms.Form):
    """One row of a sheet: an activity or a target, with a mark of what the page showed."""

    kind = ""
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)
    hide_optional = True

    def __init__(self, data: Any = None, *, key: int, name: str, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=f"{self.kind}{key}", initial=initial)
        self.key, self.name = key, name
        self.theirs = ""
        for field in self.visible_fields():
            field.field.widget.attrs["aria-label"] = f"{name}, {field.label}"

    @property
    def place(self) -> tuple[str, int]:
        return self.kind, self.key


class AnswerForm(RowForm):
    """A row that a taskforce answers. What it said at mid-year is taken over, if it likes, for what it leaves empty."""

    as_before = forms.BooleanField(label="Same as at mid-year", required=False)

    def __init__[T: (ActivityAnswer, TargetAnswer)](
        self, data: Any = None, *, key: int, name: str, answer: T, before: T | None
    ) -> None:
        super().__init__(data, key=key, name=name, initial={**vars(answer), "seen": seen(answer)})
        self.before: ActivityAnswer | TargetAnswer | None = before
        if before is None or not before.status or answer != type(answer)():
            del self.fields["as_before"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.before and cleaned.get("as_before") and "status" not in self.errors:
            if cleaned["status"] not in ("", self.before.status):
                self.add_error("as_before", "You chose another status. Leave one of the two empty.")
            else:
                cleaned |= {
                    name: said for name, said in vars(self.before).items() if said and not cleaned.get(name)
                }
        return cleaned


class ActivityForm(AnswerForm):
    kind = "a"
    as_before = forms.BooleanField(
        label="Same as at mid-year",
        required=False,
        help_text="Its status, dates and words. Spending since 1 January is typed anew.",
    )
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Not reported"), *ProgressStatus.choices]
    )
    actual_starts_on = DayField(label="Started on", required=False)
    actual_ends_on = DayField(label="Ended on", required=False)
    spent_partners = MoneyField(label="Partners' spending", required=False)
    narrative = forms.CharField(
        label="What happened", required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        data: Any = None,
        *,
        line: VersionLine,
        answer: ActivityAnswer,
        before: ActivityAnswer | None = None,
    ) -> None:
        if before is not None:
            before = replace(before, spent_partners=None)
        super().__init__(data, key=line.activity_id, name=line.code, answer=answer, before=before)
        self.line = line

    @property
    def answer(self) -> ActivityAnswer:
        return ActivityAnswer(
            **{name: self.cleaned_data[name] for name in ActivityAnswer.__dataclass_fields__}
        )


class SpendingForm(RowForm):
    kind = "s"
    spent_secretariat = MoneyField(label="Secretariat's spending", required=False)

    def __init__(self, data: Any = None, *, line: VersionLine, row: ActivityProgress | None) -> None:
        spent = row.spent_secretariat if row else None
        initial = {"spent_secretariat": spent, "seen": seen(spent)}
        super().__init__(data, key=line.activity_id, name=line.code, initial=initial)
        self.line, self.row = line, row
        self.fields["spent_secretariat"].widget.attrs["aria-label"] = f"{line.code}, Secretariat's spending"


class TargetForm(AnswerForm):
    kind = "t"
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Not reported"), *TargetProgress.choices]
    )
    achieved_on = DayField(label="Achieved on", required=False)
    narrative = forms.CharField(
        label="What stands behind it",
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, data: Any = None, *, target: Target, answer: TargetAnswer, before: TargetAnswer | None = None
    ) -> None:
        super().__init__(data, key=target.pk, name=target.code, answer=answer, before=before)
        self.target = target

    @property
    def answer(self) -> TargetAnswer:
        return TargetAnswer(**{name: self.cleaned_data[name] for name in TargetAnswer.__dataclass_fields__})


class Sheet:
    """The rows of one page, saved together: what the templates and the view ask of a formset."""

    def __init__(self, rows: list[RowForm]) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[RowForm]:
        return iter(self.rows)

    @property
    def was_sent(self) -> bool:
        """Whether any of these rows came with what was sent: each carries its mark."""
        return any(row.add_prefix("seen") in row.data for row in self.rows)

    def is_valid(self) -> bool:
        answers = [row.is_valid() for row in self.rows]  # every row, so that each says what is wrong
        return all(answers)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What stops the page, each with the address of its field."""
        return [
            (row[name].id_for_label, f"{row.name}, {row[name].label}: {' '.join(map(str, messages))}")
            for row in self.rows
            for name, messages in row.errors.items()
            if name in row.fields
        ]

    @cached_property
    def total_error_count(self) -> int:
        """base.html begins the page's title with "Error:" where this is not zero."""
        return len(self.errors) if self.rows and self.rows[0].is_bound else 0

    @property
    def seen(self) -> dict[tuple[str, int], str]:
        return {row.place: row.cleaned_data["seen"] for row in self.rows}

    def show_theirs(self, stale: StaleAnswers) -> None:
        """Both versions side by side: theirs beside what was typed. Saving again then writes over theirs."""
        for row in self.rows:
            if row.place in stale.theirs:
                theirs = stale.theirs[row.place]
                row.theirs = words_of(theirs)
                row.data = typed_again(row, row.add_prefix("seen"), seen(theirs))

    def show_broken_rules(self, broken: RuleBroken) -> list[str]:
        """Put what names a row beside its field; the sentences that are left stand above the page."""
        rows = {f"{row.kind}{row.key}": row for row in self.rows}
        left = []
        for violation in broken.violations:
            row = rows.get(violation.where)
            if row is not None and violation.field in row.fields:
                row.add_error(violation.field, str(violation))
            else:
                left.append(str(violation))
        self.__dict__.pop("total_error_count", None)
        return left


def typed_again(form: forms.Form, name: str, mark: str) -> Any:
    """What was typed, with the mark of what stands now: the next saving is meant."""
    data: Any = form.data
    data = data.copy()
    data[name] = mark
    return data


def words_of(answer: object) -> str:
    """An answer as one line, for the side that somebody else has saved."""
    if isinstance(answer, TargetAnswer):
        status = TargetProgress(answer.status).label if answer.status else "Not reported"
        return " · ".join(
            part
            for part in (
                status,
                f"achieved {day(answer.achieved_on)}" if answer.achieved_on else "",
                answer.narrative,
            )
            if part
        )
    if isinstance(answer, ActivityAnswer):
        parts = (
            ProgressStatus(answer.status).label if answer.status else "Not reported",
            f"started {day(answer.actual_starts_on)}" if answer.actual_starts_on else "",
            f"ended {day(answer.actual_ends_on)}" if answer.actual_ends_on else "",
            f"partners US${money(answer.spent_partners)}" if answer.spent_partners is not None else "",
            answer.narrative,
        )
        return " · ".join(part for part in parts if part)
    return "nothing entered" if answer is None else f"US${money(answer)}"  # type: ignore[arg-type]


class Answers(NamedTuple):
    """What a taskforce says in a sheet, by the keys of activities and targets."""

    activities: Mapping[int, ActivityAnswer] = {}
    targets: Mapping[int, TargetAnswer] = {}


def answer_sheet_of(
    lines: list[VersionLine],
    targets: list[Target],
    answers: Answers,
    before: Answers,
    data: Any = None,
) -> Sheet:
    """The taskforce's page: a row an activity of record, then a row a target that it is asked.

    `before` has the closed answers of the review before, which can be taken over.
    """
    rows: list[RowForm] = [
        ActivityForm(
            data,
            line=line,
            answer=answers.activities.get(line.activity_id, ActivityAnswer()),
            before=before.activities.get(line.activity_id),
        )
        for line in lines
    ]
    rows += [
        TargetForm(
            data,
            target=target,
            answer=answers.targets.get(target.pk, TargetAnswer()),
            before=before.targets.get(target.pk),
        )
        for target in targets
    ]
    return Sheet(rows)


def spending_sheet_of(
    lines: list[VersionLine], progress: Mapping[int, ActivityProgress], data: Any = None
) -> Sheet:
    """The desk's page: what the Secretariat spent on each activity."""
    return Sheet([SpendingForm(data, line=line, row=progress.get(line.activity_id)) for line in lines])


def together(*sheets: Sheet) -> Sheet:
    """The rows of several pages as one: the regional office answers and enters the spending itself."""
    return Sheet([row for sheet in sheets for row in sheet])


class MeetingForm(forms.Form):
    """Planned and actual, side by side; the parts are kinds with their numbers."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)
    parts = forms.MultipleChoiceField(
        label="What it is",
        choices=MeetingKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="One gathering may be several: SOM 8 was also IMM 3.",
        error_messages={"required": "A meeting is at least one of the three kinds."},
    )
    # One or two a year: what has three digits is a slip of the key.
    rtf_number = forms.IntegerField(
        label="Number of the Regional Taskforce meeting", required=False, min_value=1, max_value=99
    )
    som_number = forms.IntegerField(label="Number of the SOM", required=False, min_value=1, max_value=99)
    imm_number = forms.IntegerField(label="Number of the IMM", required=False, min_value=1, max_value=99)
    planned_host = forms.ModelChoiceField(
        Country.objects.all(), label="Planned host", required=False, empty_label="Not agreed yet"
    )
    planned_from = DayField(label="Planned from", required=False, help_text=DATE_HINT)
    planned_until = DayField(label="Planned until", required=False)
    host = forms.ModelChoiceField(
        Country.objects.all(), label="Actual host", required=False, empty_label="Not held yet"
    )
    venue = forms.CharField(label="City and venue", required=False, max_length=200)
    actual_from = DayField(label="Held from", required=False)
    actual_until = DayField(label="Held until", required=False)
    theme = forms.CharField(label="Theme", required=False, max_length=250)
    agenda = forms.CharField(
        label="Agenda", required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 4})
    )
    minutes = forms.CharField(
        label="Minutes", required=False, max_length=60000, widget=forms.Textarea(attrs={"rows": 6})
    )

    @property
    def draft(self) -> MeetingDraft:
        values = {
            name: self.cleaned_data[name] for name in MeetingDraft.__dataclass_fields__ if name != "parts"
        }
        kinds = [kind for kind in ("som", "rtf", "imm") if kind in self.cleaned_data["parts"]]
        return MeetingDraft(
            parts=tuple((kind, self.cleaned_data[f"{kind}_number"]) for kind in kinds), **values
        )


def initial_of(draft: MeetingDraft) -> dict[str, Any]:
    """A meeting as the form shows it."""
    numbers = {f"{kind}_number": number for kind, number in draft.parts}
    return {**draft.columns(), **numbers, "parts": [kind for kind, _ in draft.parts], "seen": seen(draft)}


class RecommendationForm(forms.Form):
    text = forms.CharField(
        label="What is recommended", max_length=8000, widget=forms.Textarea(attrs={"rows": 3})
    )
    about = forms.ChoiceField(label="It speaks of", required=False)
    due_on = DayField(label="Due on", required=False, help_text=DATE_HINT)
    addressees = forms.ModelMultipleChoiceField(
        Taskforce.objects.select_related("country").order_by("position"),
        label="Addressed to",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "A recommendation is addressed to somebody."},
    )

    def __init__(self, *args: Any, plan: ActionPlan | None, texts: PlanTexts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {f"area-{area.pk}": area for area in plan.areas.select_related("plan")} if plan else {}
        self.targets = (
            {f"target-{target.pk}": target for target in plan.targets.select_related("area")} if plan else {}
        )
        choices: list[tuple[str, str]] = [("", "All areas")]
        choices += [(key, texts.name(area)) for key, area in self.areas.items()]
        choices += [
            (key, f"Target {target.code} {texts.of(target)[:70]}") for key, target in self.targets.items()
        ]
        self.fields["about"].choices = choices
        self.fields["addressees"].label_from_instance = _addressee_name

    @property
    def draft(self) -> RecommendationDraft:
        about = self.cleaned_data["about"]
        area: Area | None = self.areas.get(about)
        target: Target | None = self.targets.get(about)
        return RecommendationDraft(
            text=self.cleaned_data["text"],
            addressees=tuple(self.cleaned_data["addressees"]),
            area=area,
            target=target,
            due_on=self.cleaned_data["due_on"],
        )


def _addressee_name(taskforce: Taskforce) -> str:
    return "The Secretariat" if taskforce.is_regional else taskforce.name


class FollowUpForm(forms.Form):
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)
    status = forms.ChoiceField(
        label="What became of it", choices=FollowUpStatus.choices, widget=forms.RadioSelect
    )
    follow_up = forms.CharField(
        label="In words", required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 4})
    )
