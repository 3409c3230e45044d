"""Forms of meetings, recommendations and their follow-up."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.forms import model_to_dict
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal import clock
from commit_portal.forms.base import ParagraphsField, Values
from commit_portal.i18n import Unreadable, comma_list, read_line, say
from commit_portal.sheets.fields import DayField, LineField, RowKeysField, TextField
from commit_portal.workflow import fingerprint
from reporting.meetings.actions import FACTS, mark_of_meeting, parts_of
from reporting.meetings.days_shown import DAY_KINDS, schedule_of
from reporting.meetings.queries import Delegation, Person
from reporting.meetings.rules import AGENDA_CHARACTERS, LONGEST_WORDS, MOST_DELEGATES
from reporting.models import Meeting
from reporting.statuses import Attendance, FollowUpStatus, MeetingKind
from spa.forms import FingerprintForm
from spa.models import Area, Target
from spa.queries import PlanTexts
from workplans.models import AnnualCycle, Country, Taskforce
from workplans.years.actions import IN_THE_FUTURE

DATE_HINT = _("For example 1 Jul 2011")
AN_EMAIL = EmailValidator(
    _(
        "“%(value)s” is not a valid e-mail address. Correct the address. Write a semicolon (;) between name, post and address."
    )
)
# What somebody meant as an address, also where the "@" is missing: a post is read by more people.
MEANT_AS_EMAIL = re.compile(r"@|[a-z]{3}\.[a-z]{2,}$")
# What is ticked in place of names: all who were announced took part, or none of them.
EVERYBODY, NOBODY = "*", "-"


class MeetingForm(FingerprintForm):
    """The days and places of a meeting, planned and actual; its parts are kinds with their numbers."""

    parts = forms.MultipleChoiceField(
        label=_("Kind of meeting"),
        choices=MeetingKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One meeting can be of several kinds. For example, one meeting can be SOM 8 and IMM 3."),
        error_messages={"required": _("Choose at least one of the three kinds.")},
    )
    # One or two a year: what has three digits is a slip of the key.
    rtf_number = forms.IntegerField(
        label=_("Number of the Regional Taskforce meeting"), required=False, min_value=1, max_value=99
    )
    som_number = forms.IntegerField(label=_("Number of the SOM"), required=False, min_value=1, max_value=99)
    imm_number = forms.IntegerField(label=_("Number of the IMM"), required=False, min_value=1, max_value=99)
    planned_host = forms.ModelChoiceField(
        Country.objects.all(), label=_("Planned host"), required=False, empty_label=_("Not agreed yet")
    )
    planned_from = DayField(label=_("Planned from"), required=False, help_text=DATE_HINT)
    planned_until = DayField(label=_("Planned until"), required=False)
    host = forms.ModelChoiceField(
        Country.objects.all(), label=_("Actual host"), required=False, empty_label=_("Not held yet")
    )
    venue = LineField(label=_("City and venue"), required=False, max_length=200)
    actual_from = DayField(label=_("Held from"), required=False)
    actual_until = DayField(label=_("Held until"), required=False)
    is_called_off = forms.BooleanField(label=_("The meeting is called off"), required=False)
    why = LineField(
        label=_("Reason for a new date or place, or why the meeting is called off"),
        required=False,
        max_length=250,
        help_text=_(
            "The history shows the reason. Delegates with an e-mail address get the new dates and place."
        ),
    )
    theme = LineField(label=_("Theme"), required=False, max_length=250)
    agenda = TextField(
        label=_("Agenda"),
        required=False,
        max_length=AGENDA_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    minutes = forms.CharField(
        label=_("Minutes"), required=False, max_length=60000, widget=forms.Textarea(attrs={"rows": 6})
    )
    decisions = TextField(
        label=_("Decisions"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Write what the meeting decided. The history shows every version."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the days of the parts, where the meeting has several."""
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in MeetingKind if kind in self.initial.get("parts", ())]
        for kind in kinds if len(kinds) > 1 else ():
            for end, said in (("from", _("%(kind)s: first day")), ("until", _("%(kind)s: last day"))):
                self.fields[f"{kind}_{end}"] = DayField(label=say(said, kind=kind.label), required=False)
        of_parts = [name for name in self.fields if name.partition("_")[0] in MeetingKind]
        self.order_fields(["parts", *of_parts])

    def clean(self) -> None:
        """Refuse an actual day in the future: documents may know it, so no rule of the action."""
        for name in ("actual_from", "actual_until"):
            day = self.cleaned_data.get(name)
            if day and day > clock.today():
                self.add_error(name, say(IN_THE_FUTURE, day=day))

    @property
    def facts(self) -> dict[str, Any]:
        """The meeting as the actions take it."""
        typed = self.cleaned_data
        kinds = [kind for kind in ("som", "rtf", "imm") if kind in typed["parts"]]
        ends = ("number", "from", "until") if len(kinds) > 1 else ("number",)
        parts = tuple((kind, *(typed.get(f"{kind}_{end}") for end in ends)) for kind in kinds)
        return {name: typed[name] for name in FACTS if name in typed} | {"parts": parts}


def initial_of(meeting: Meeting, on: date) -> Values:
    """A meeting as the form shows it: as its page does on a day (`schedule_of`)."""
    parts, schedule, facts = parts_of(meeting), schedule_of(meeting, on), model_to_dict(meeting, FACTS)
    for kind, *typed in parts:
        facts |= zip((f"{kind}_number", f"{kind}_from", f"{kind}_until"), typed, strict=True)
    facts |= {"parts": [part[0] for part in parts], "seen": mark_of_meeting(meeting)}
    if not meeting.is_held(on):
        facts |= {"planned_host": meeting.host_id or meeting.planned_host_id, "host": None}
    for kind in DAY_KINDS:
        facts |= zip((f"{kind}_from", f"{kind}_until"), getattr(schedule, kind), strict=True)
    return facts


class DelegationForm(FingerprintForm):
    """Who comes for a country or a partner: members of its taskforce, and others, one on each line; then who took part."""

    came = forms.MultipleChoiceField(
        label=_(
            "Tick each person who took part. People without a tick were absent. If you tick nobody, this stays unknown."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    members = forms.MultipleChoiceField(
        label=_("Members of the taskforce"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = TextField(
        label=_("Other delegates"),
        required=False,
        max_length=MOST_DELEGATES * 3 * (LONGEST_WORDS + 2),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Write one person in each row: name; post; e-mail address. For example: Sok Dara; Director; dara@example.org. "
            "In a row without semicolons (;) you can use commas."
        ),
    )

    def __init__(self, *args: Any, delegation: Delegation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: list[Person] = []
        self.delegation, begins = delegation, delegation.meeting.begins_on()
        names = [(one.name, str(one)) for one in delegation.announced]
        self.fields["came"].choices = [(EVERYBODY, gettext("Everybody")), *names, (NOBODY, gettext("Nobody"))]
        if not delegation.people or begins is None or begins > clock.today():
            del self.fields["came"]
        self.known = delegation.members
        no_address = gettext("%(name)s (no e-mail address: the regional office can add it)")
        self.fields["members"].choices = [
            (words, words if one.email else say(no_address, name=words)) for words, one in self.known.items()
        ]
        if not self.known:
            del self.fields["members"]
            self.fields["others"].label = gettext("Delegates")
        if isinstance(delegation.of, Taskforce) and not self.known:
            adds = gettext(
                "The regional office adds members of the taskforce under “People”, “Taskforces”. You tick them here."
            )
            self.fields["others"].help_text = f"{self.fields['others'].help_text} {adds}"

    def clean(self) -> None:
        """Take the members, then read the others. Refuse a character that nobody sees, and “Nobody” beside a name."""
        if NOBODY in (came := self.cleaned_data.get("came", ())) and len(came) > 1:
            self.add_error("came", _("Tick “Nobody”, or tick the people who took part, but not both."))
        self.people = [self.known[words] for words in self.cleaned_data.get("members", ())]
        others = self.cleaned_data.get("others", "").replace("\t", ";").splitlines()
        try:
            for words in filter(str.strip, others):
                row = read_line(words)
                mark = ";" if ";" in row else ","
                parts = [" ".join(part.split()) for part in row.split(mark)]
                email = parts.pop() if MEANT_AS_EMAIL.search(parts[-1]) else ""
                if email:
                    AN_EMAIL(email)
                name, *post = parts or [""]
                self.people.append(Person(name, f"{mark} ".join(filter(None, post)), email.lower()))
        except Unreadable as unreadable:
            self.add_error("others", str(unreadable))
        except forms.ValidationError as no_address:
            self.add_error("others", no_address)
        if came:
            self.people = self._entered({*came})

    def remarks(self) -> Iterator[str]:
        """What may not be meant so: who has no address, or that of somebody else, and who is no longer among them."""
        emails = [one.email for one in self.people if one.email]
        found = (
            (
                _("Not invited, because they have no e-mail address: %(names)s."),
                [one.name for one in self.people if not one.email],
            ),
            (
                _("These people have the same e-mail address: %(names)s. Correct it if it is wrong."),
                [one.name for one in self.people if emails.count(one.email) > 1],
            ),
            (
                _("No longer in the delegation: %(names)s."),
                sorted({one.name for one in self.delegation.people} - {one.name for one in self.people}),
            ),
        )
        return (say(sentence, names=comma_list(names)) for sentence, names in found if names)

    def _entered(self, came: set[str]) -> list[Person]:
        """The people, as it is ticked. A new name corrects one that is gone; further ones were not announced."""
        known = {one.name: one.attendance for one in self.delegation.people}
        for one in self.delegation.announced:
            known[one.name] = Attendance.CAME if {EVERYBODY, one.name} & came else Attendance.ABSENT
        # Who corrects a name types it, so members that are ticked come last.
        people = sorted(self.people, key=lambda one: one in self.known.values())
        gone = iter([known[name] for name in known if name not in {one.name for one in people}])
        new = Attendance.UNANNOUNCED
        return [one._replace(attendance=known.get(one.name) or next(gone, new)) for one in people]


def initial_of_delegation(delegation: Delegation) -> Values:
    """A delegation as the form shows it: who is not as the taskforce has its members is one of the others.

    A member who came without an address gets the one that the taskforce knows by now.
    """
    known = {one: words for words, one in delegation.members.items()}
    known |= {one._replace(email=""): words for one, words in known.items()}
    people = [one._replace(attendance="") for one in delegation.people]
    members = [known[one] for one in people if one in known]
    others = ["; ".join(filter(None, one)) for one in people if one not in known]
    others = [f"{row};" if "," in row and ";" not in row else row for row in others]
    came = [one.name for one in delegation.people if one.attendance == Attendance.CAME]
    came = [NOBODY] if not came and delegation.took_part is not None else came
    seen = fingerprint(delegation.people)
    return {"came": came, "members": members, "others": "\n".join(others), "seen": seen}


class RecommendationForm(forms.Form):
    """What a meeting recommends, about an area, a target or all, and whom it asks."""

    text = ParagraphsField(
        label=_("Recommendation"),
        max_length=8000,
        error_messages={"required": _("Write the recommendation.")},
    )
    about = forms.ChoiceField(label=_("Subject"), required=False)
    due_on = DayField(label=_("Due on"), required=False, help_text=DATE_HINT)
    addressees = RowKeysField(
        Taskforce.objects.select_related("country").order_by("position"),
        label=_("Addressed to"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one taskforce.")},
    )

    def __init__(self, *args: Any, cycle: AnnualCycle | None, texts: PlanTexts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects: dict[str, Area | Target] = {}
        choices: list[tuple[str, str]] = [("", gettext("All areas"))]
        if cycle:
            areas = cycle.plan.areas.in_revision(cycle.plan_revision).select_related("plan")
            targets = cycle.plan.targets.in_revision(cycle.plan_revision).select_related("area")
            self.subjects = {f"area-{area.pk}": area for area in areas}
            choices += [(key, texts.name(area)) for key, area in self.subjects.items()]
            said = gettext("Target %(code)s: %(text)s")
            for target in targets:
                key, words = f"target-{target.pk}", {"code": target.code, "text": texts.of(target)[:70]}
                self.subjects[key] = target
                choices.append((key, said % words))
        self.fields["about"].choices = choices
        self.fields["addressees"].label_from_instance = lambda taskforce: (
            gettext("The Secretariat") if taskforce.is_regional else taskforce.name
        )

    def clean_about(self) -> Area | Target | None:
        return self.subjects.get(self.cleaned_data["about"])


class AgendaForm(forms.Form):
    """What a meeting could recommend about one target."""

    text = LineField(
        label=_("What could the meeting recommend?"),
        max_length=1000,
        error_messages={"required": _("Enter what the meeting could recommend.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FollowUpForm(FingerprintForm):
    """What became of a recommendation at one taskforce."""

    hide_optional = True

    status = forms.ChoiceField(label=_("Status"), choices=FollowUpStatus.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("If you choose “Not followed”, give a reason. The next SOM sees this reason."),
    )
