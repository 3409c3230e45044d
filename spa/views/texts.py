"""Add, change, remove and correct the text of a plan of action."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n import Param, Sentence, message, read_number, say
from commit_portal.models import Event
from commit_portal.refusals import Violation
from commit_portal.workflow import events_about
from spa.actions import texts
from spa.forms import AreaForm, CorrectionForm, DescentForm, MenuForm, TargetForm, TextForm
from spa.models import Area, Descent, MenuActivity, Target
from spa.queries import PlanText, printed_in, revision_at_work, text_in_force, wording_of
from spa.rules import plan_is_closed, spa_1
from spa.statuses import Scope, TextKind
from spa.views.stages import OfficeStep

FORMS: dict[str, type[TextForm]] = {
    TextKind.AREA: AreaForm,
    TextKind.TARGET: TargetForm,
    TextKind.ACTIVITY_AREA: MenuForm,
}


class TextStep[ObjectT](OfficeStep[ObjectT]):
    """A step with one text: an area, a target or an activity area, as the address says."""

    rule = staticmethod(spa_1)
    # Which words of its form are the heading; what was done, as the codes of `spa.events` end.
    doing, did = "changing", "changed"
    heading: Sentence = "%(heading)s"
    success_message = _("%(did)s.")

    @property
    def kind(self) -> TextKind:
        """The kind of the text."""
        return TextKind(self.kwargs["kind"])

    @property
    def text(self) -> PlanText | None:
        """The text; None where it does not exist yet, or not any more."""
        row: PlanText | None = self.made
        return row

    def get_area(self) -> str:
        return self.text.area.code if self.text else str(self.kwargs.get("area", ""))

    def get_facts(self) -> Mapping[str, Param]:
        code = self.text.code if self.text else str(self.kwargs.get("key"))
        heading = say(getattr(FORMS[self.kind], self.doing), code=code)
        return {"code": code, "heading": heading, "did": message(f"{self.kind}.{self.did}", code=code)}

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(**{"lead": self.plan} | kwargs)


class TextFormStep[ObjectT](TextStep[ObjectT]):
    """A step with the form of a text."""

    def get_form_class(self) -> type[TextForm]:
        return FORMS[self.kind]

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"plan": self.plan}

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(**{"button": FORMS[self.kind].button} | kwargs)


class AddText(TextFormStep[Area | None]):
    """Add an area, a target or an activity area to an open plan, or one that is missing in a closed one (SPA-1)."""

    doing, did = "adding", "added"

    def get_violation(self) -> Violation | None:
        return spa_1(self.plan, adding=True)

    def get_object(self) -> Area | None:
        code = self.kwargs.get("area")
        areas = Area.objects.in_revision(revision_at_work(self.plan)).filter(plan=self.plan)
        area = areas.filter(code=code).first() if code else None
        # The form that is sent names its area by its key.
        if code and area is None and self.request.method != "POST":
            raise Http404
        return area

    def get_initial(self) -> Values:
        return {"area": self.object, "scope": Scope.BOTH}

    def act(self, form: TextForm) -> PlanText:
        return texts.add_text(self.plan, form.typed(), by=self.actor, now=clock.now())


class KnownTextStep(TextStep[PlanText | None]):
    """A step with a text that the plan has. The page keeps what was typed where somebody removed it meanwhile."""

    @property
    def text(self) -> PlanText | None:
        return self.object

    @property
    def row(self) -> PlanText:
        """The text of a step that is open."""
        if self.object is None:
            raise Http404
        return self.object

    def get_object(self) -> PlanText | None:
        """The row that a sent form was filled with: the address has its code, which somebody may have changed."""
        rows: QuerySet[Any] = Target.objects.filter(plan=self.plan).select_related("plan", "area")
        if self.kind == TextKind.AREA:
            rows = Area.objects.filter(plan=self.plan).select_related("plan")
        elif self.kind == TextKind.ACTIVITY_AREA:
            rows = MenuActivity.objects.filter(area__plan=self.plan).select_related("area__plan")
        if filled_with := self.request.POST.get("row"):
            return rows.filter(pk=read_number(filled_with)).first()
        area = {"area__code": self.kwargs["area"]} if "area" in self.kwargs else {}
        row: PlanText = get_object_or_404(rows, code=self.kwargs["key"], **area)
        return row

    def get_typed(self, form: Any) -> Values:
        return {name: value for name, value in super().get_typed(form).items() if name != "row"}

    def get_violation(self) -> Violation | None:
        if self.object is None:
            return Violation("text", _("Someone has just removed this text. Look at the plan of action."))
        return super().get_violation()

    def get_context_data(self, **kwargs: object) -> Values:
        if row := self.object:
            newest = max(self.plan.revision, row.since_revision)
            number = min(newest, row.until_revision or newest)
            kwargs = {"printed": printed_in(row, number)[0], "printed_in": number} | kwargs
        return super().get_context_data(**kwargs)


class ChangeText(KnownTextStep, TextFormStep[PlanText | None]):
    """Change a text of an open plan (SPA-1)."""

    compares = True

    def get_initial(self) -> Values:
        if (row := self.object) is None:
            return {}
        found = {"row": row.pk} | {
            field.name: getattr(row, field.name) for field in row._meta.concrete_fields
        }
        number = revision_at_work(self.plan)
        return found | {row.COLUMN: wording_of(row, number), "source": printed_in(row, number)[1]}

    def get_form(self, form_class: Any = None) -> TextForm:
        form: TextForm = super().get_form(form_class)
        if self.object and self.object.since_revision <= self.plan.revision < revision_at_work(self.plan):
            form.fix(self.object)
        return form

    def act(self, form: TextForm) -> PlanText:
        return texts.change_text(self.row, form.typed(), seen=self.seen, by=self.actor, now=clock.now())

    def get_last_event(self) -> Event | None:
        return events_about(self.plan).filter(verb=texts.CHANGE_TEXT, label=self.get_facts()["code"]).first()

    def get_context_data(self, **kwargs: object) -> Values:
        if not self.attempt.closed:
            kwargs["remove_url"] = "../remove/"
        return super().get_context_data(**{"printed": ""} | kwargs)


class RemoveText(KnownTextStep):
    """Remove a text of an open plan (SPA-1), after a look at it."""

    lead = _("The history keeps the text. The plan of action no longer shows the text.")
    doing, did, action = "removing", "removed", staticmethod(texts.remove_text)
    success_message = _("%(did)s. The history keeps the text.")

    def keeps(self) -> bool:
        return False

    def get_area(self) -> str:
        return "" if self.kind == TextKind.AREA else super().get_area()

    def get_context_data(self, **kwargs: object) -> Values:
        found = super().get_context_data(lead=self.lead, **kwargs)
        return found | {"button": found["heading"]}


class KeepDescent(KnownTextStep):
    """Record which earlier targets a target continues. These links are no part of the text (SPA-1)."""

    form_class, button, compares = DescentForm, _("Save"), True
    heading, action = _("What target %(code)s continues"), staticmethod(texts.set_descent)
    success_message = _("Saved what target %(code)s continues. No answer was changed.")

    def get_violation(self) -> Violation | None:
        return None if self.object else super().get_violation()

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"target": self.object}

    def get_initial(self) -> Values:
        if self.object is None:
            return {}
        found = list(Descent.objects.filter(target=self.object.pk).select_related("earlier"))
        return {
            "row": self.object.pk,
            "row_version": self.object.plan.row_version,
            "earlier": [one.earlier for one in found],
            "is_same": all(one.is_same for one in found),
            "reason": found[0].reason if found else "",
        }


class CorrectText(KnownTextStep):
    """Correct a text of a closed plan from a day on (SPA-1)."""

    form_class, button = CorrectionForm, _("Save correction")
    doing, action = "correcting", staticmethod(texts.correct_text)
    success_message = _("Saved the correction. The plan of action keeps the printed text.")

    def get_object(self) -> PlanText | None:
        row = super().get_object()
        if row and row.since_revision > self.plan.revision:
            raise Http404
        return row

    def get_violation(self) -> Violation | None:
        return plan_is_closed(self.plan) if self.object else super().get_violation()

    def get_initial(self) -> Values:
        if self.object is None:
            return {}
        today = clock.today()
        text = text_in_force(self.object, today, self.plan.revision)
        return {"row": self.object.pk, "text": text, "in_force_from": today}
