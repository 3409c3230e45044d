"""What the ministries of a taskforce say of its plan: the list, the asking, a member's word, an answer on paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commit_portal import clock
from commit_portal.i18n.formatting import activities_counted, and_list, money
from commit_portal.i18n.messages import Param, Words, say
from commit_portal.refusals import ALLOWED, Permit, Refused, require
from commit_portal.workflow.action_attempts import Link
from commit_portal.workflow.views import Values
from workplans.activity_codes import number_of
from workplans.ministries.actions import answer_for_ministry, ask_ministries, record_for_ministry
from workplans.ministries.forms import AskMinistriesForm, MinistryWordForm
from workplans.ministries.permissions import (
    may_answer_for_ministry,
    may_ask_ministries,
    may_read_ministries,
    may_record_for_ministry,
)
from workplans.ministries.queries import (
    NEEDS,
    Content,
    answers_of,
    content_mark,
    content_of_plan,
    lines_changed,
    members_on,
    ministries_to_ask,
)
from workplans.ministries.rows import MinistryRow, row_of, rows_of
from workplans.models import Ministry, MinistryAnswer, Workplan
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.step_links import address_parts, path_to
from workplans.presentation.views import PlanStep, PlanView
from workplans.request_context.request import seat_of
from workplans.statuses import Role


class MinistryList(PlanView):
    """Every ministry of the taskforce with who answers for it and what it says."""

    template_name = "workplans/ministries/ministries.html"

    def get_plan(self) -> Workplan:
        return _plan_or_404(self.request, **self.kwargs)

    def get_context_data(self, **kwargs: Any) -> Values:
        seat, plan, at = self.actor, self.plan, address_parts(self.plan)
        said = {row.pk: row for row in rows_of(plan)}
        answering: dict[int, list[str]] = {}
        for member in members_on(plan.taskforce, clock.today()).select_related("user"):
            answering.setdefault(member.ministry_id or 0, []).append(str(member.user))
        records, rows, not_asked = may_record_for_ministry(seat, plan), [], str(_("Not asked"))
        for ministry in plan.taskforce.ministries.all():
            silent = MinistryRow(ministry.pk, ministry.name, "not_asked", not_asked, not_asked)
            rows.append(
                {
                    "said": said.get(ministry.pk, silent),
                    "members": and_list(answering.get(ministry.pk, [])),
                    "paper_url": reverse("ministry_paper", args=[*at, ministry.pk]) if records else "",
                }
            )
        agree = _("Ministries that agree to the workplan as it is now: %(number)s of %(count)s.")
        changed = sum(row.status == "changed" for row in said.values())
        earlier = _("Ministries that agreed before the last change: %(count)s.")
        context = {
            "rows": rows,
            "agree": say(agree, number=sum(row.agrees for row in said.values()), count=len(rows)),
            "earlier": say(earlier, count=changed) if changed else "",
            "may_ask": may_ask_ministries(seat, plan),
            "may_answer": may_answer_for_ministry(seat, plan),
        }
        return super().get_context_data(**context | kwargs)


class MinistriesStep(PlanStep):
    """A step of the taskforce with its ministries. It leads back to the list of them."""

    def get_object(self) -> Workplan:
        return _plan_or_404(self.request, self.kwargs["year"], self.kwargs["place"])

    def get_path(self) -> Sequence[Link]:
        return [*path_to(self.object), (_("Ministries"), self.get_success_url())]

    def get_success_url(self) -> str:
        return reverse("ministries", args=address_parts(self.object))


class AskMinistries(MinistriesStep):
    """Ask the ministries for which a member can answer; those that do not agree yet are chosen beforehand."""

    template_name, form_class = "workplans/ministries/ministries_ask.html", AskMinistriesForm
    heading, button = _("Ask the ministries"), _("Ask these ministries")
    lead = _(
        "Here you ask the ministries that have a member in the portal. The member answers “yes” or "
        "“no” to the current workplan. You can ask again after a change. For the other ministries, go to "
        "the page “Answers of the ministries”. There you enter the answers that came on paper."
    )

    def get_permit(self) -> Permit:
        return may_ask_ministries(self.actor, self.object)

    def get_form_kwargs(self) -> Values:
        offered = ministries_to_ask(self.object.taskforce, clock.today())
        return super().get_form_kwargs() | {"offered": offered}

    def get_initial(self) -> Values:
        agreeing = {row.pk for row in rows_of(self.object) if row.agrees}
        offered = ministries_to_ask(self.object.taskforce, clock.today())
        return {"ministries": [ministry.pk for ministry in offered if ministry.pk not in agreeing]}

    def act(self, form: AskMinistriesForm) -> list[MinistryAnswer]:
        asked = list(form.cleaned_data["ministries"])
        return ask_ministries(self.object, asked, by=self.actor, now=clock.now())

    def get_words(self) -> Words:
        asked = len(self.made)
        said = ngettext(
            "You asked %(count)s ministry. The members of this ministry see the question on their home page.",
            "You asked %(count)s ministries. The members of these ministries see the question on their "
            "home page.",
            asked,
        )
        return say(said, count=asked)


class MinistryStep(MinistriesStep):
    """A yes or no of one ministry. Where the plan changes meanwhile, the next saving answers to the plan of now."""

    template_name, form_class = "workplans/ministries/ministry_word.html", MinistryWordForm
    button, mark = _("Save the answer"), "seen"

    ministry: Ministry | None
    content: Content

    def get_object(self) -> Workplan:
        plan = super().get_object()
        self.content, self.ministry = content_of_plan(plan), self.get_ministry(plan)
        return plan

    def get_ministry(self, plan: Workplan) -> Ministry | None:
        """The ministry that answers; None for a seat that names none."""
        raise NotImplementedError

    def get_initial(self) -> Values:
        return {"seen": content_mark(self.content)}

    def get_context_data(self, **kwargs: Any) -> Values:
        plan, content, at = self.object, self.content, address_parts(self.object)
        earlier = [one for one in answers_of(plan) if one.ministry == self.ministry and one.answer]
        before = earlier[0] if earlier else None
        codes = lines_changed(before.content, content) if before else []
        context = {
            "lead": self.ministry.name if self.ministry else "",
            "now_url": reverse("workplan", args=at),
            "activities": activities_counted(len(content.keys() - {NEEDS})),
            "money": money(plan.committed),
            "before": row_of(before, content) if before else None,
            "changed": [(code, reverse("activity", args=[*at, number_of(code)])) for code in codes],
        }
        return super().get_context_data(**context | kwargs)


class AnswerForMinistry(MinistryStep):
    """A member says yes or no for the ministry of the seat. A notice leads here also after the plan was submitted."""

    heading = _("Answer for your ministry")
    success_message = _("The answer of your ministry is saved.")

    def get_ministry(self, plan: Workplan) -> Ministry | None:
        return self.actor.ministry

    def keeps(self) -> bool:
        return self.actor.role == Role.MEMBER

    def get_permit(self) -> Permit:
        return ALLOWED if self.keeps() else may_answer_for_ministry(self.actor, self.object)

    def get_stop(self) -> Refused | None:
        may = may_answer_for_ministry(self.actor, self.object)
        return None if may else Refused(may.reason)

    def get_closed_heading(self) -> Words:
        return self.heading

    def get_links(self) -> Sequence[Link]:
        return ()

    def act(self, form: MinistryWordForm) -> MinistryAnswer:
        return answer_for_ministry(self.object, **form.cleaned_data, by=self.actor, now=clock.now())


class RecordForMinistry(MinistryStep):
    """The lead records what a ministry answered on paper."""

    heading = _("Enter an answer that came on paper")
    success_message = _("The answer is recorded: %(ministry)s.")

    def get_ministry(self, plan: Workplan) -> Ministry:
        return get_object_or_404(Ministry, pk=self.kwargs["pk"], taskforce=plan.taskforce)

    def get_permit(self) -> Permit:
        return may_record_for_ministry(self.actor, self.object)

    def keeps(self) -> bool:
        return self.actor.role == Role.LEAD

    def act(self, form: MinistryWordForm) -> MinistryAnswer:
        ministry = self.get_ministry(self.object)
        return record_for_ministry(self.object, ministry, **form.cleaned_data, by=self.actor, now=clock.now())

    def get_facts(self) -> Mapping[str, Param]:
        return {"ministry": str(self.ministry)}


def _plan_or_404(request: HttpRequest, year: int, place: str) -> Workplan:
    """Get the plan for its taskforce. Raises `Refused` for other readers, `Http404` for the others."""
    plan = workplan_or_404(request, year, place)
    require(may_read_ministries(seat_of(request), plan))
    return plan
