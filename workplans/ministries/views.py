"""What the ministries of a taskforce say of its plan: the list, the question, a member's word, an answer on paper."""

from collections.abc import Mapping, Sequence

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.addresses import address
from commit_portal.db.related_rows import listed
from commit_portal.i18n import Param, activities_counted, and_list, read_number
from commit_portal.refusals import ALLOWED, Permit, require
from commit_portal.workflow import Link, Values
from workplans.ministries import permissions, queries
from workplans.ministries.actions import answer_for_ministry, ask_ministries, record_for_ministry
from workplans.ministries.forms import AskMinistriesForm, MinistryWordForm, PaperWordForm
from workplans.ministries.messages import SUBMITTED_WITHOUT_YOU
from workplans.ministries.own_lines import own_lines
from workplans.ministries.rows import agreeing_words, asked_of, row_of, rows_of, with_the_others
from workplans.models import Ministry, MinistryAnswer, Workplan
from workplans.presentation.loaders import load_live_lines
from workplans.presentation.plan_header import PlanHeader, front_or_404
from workplans.presentation.step_links import address_parts, path_to, print_link
from workplans.presentation.views import PlanPage, PlanStep
from workplans.statuses import Role


class MinistryList(PlanPage):
    """Every ministry of the taskforce with who answers for it and what it says."""

    template_name = "workplans/ministries/ministries.html"
    permission = staticmethod(permissions.may_read_ministries)

    def get_context_data(self, **kwargs: object) -> Values:
        seat, plan = self.actor, self.plan
        load_live_lines(plan, seat, offers=[])
        rows = rows_of(plan)
        said = with_the_others(plan, rows)
        members = queries.members_on(plan.taskforce, clock.today()).select_related("user")
        answering = listed((member.ministry_id, str(member.user)) for member in members)
        return super().get_context_data(**kwargs) | {
            "rows": [(row, and_list(answering[row["pk"]])) for row in said],
            "may_record": permissions.may_record_for_ministry(seat, plan),
            "agree": agreeing_words(said),
            "may_ask": permissions.may_ask_ministries(seat, plan),
            "may_answer": permissions.may_answer_for_ministry(seat, plan, asked_of(rows)),
            "ministries": rows,
        }


class MinistriesStep(PlanStep):
    """A step of the taskforce with its ministries, on a page with the state bar. It leads back to the list of them."""

    front: PlanHeader

    def get_object(self) -> Workplan:
        self.front = front_or_404(self.request, self.kwargs["year"], self.kwargs["place"])
        plan = self.front.workplan
        require(permissions.may_read_ministries(self.actor, plan))
        load_live_lines(plan, self.actor, offers=[])
        return plan

    def get_context_data(self, **kwargs: object) -> Values:
        page = {"frame": "workplans/pages/plan_base.html", "front": self.front}
        return super().get_context_data(**page | kwargs)

    def get_path(self) -> Sequence[Link]:
        listed = address("ministries", *address_parts(self.object))
        return [*path_to(self.object), (_("Ministries"), listed)]


class AskMinistries(MinistriesStep):
    """Ask the ministries for which a member can answer; those that do not agree yet are chosen beforehand."""

    permission = staticmethod(permissions.may_ask_ministries)
    template_name, form_class = "workplans/ministries/ministries_ask.html", AskMinistriesForm
    heading, button = _("Ask the ministries"), _("Ask these ministries")
    action = staticmethod(ask_ministries)
    success_template = "workplans/ministries/ministries_asked.html"
    lead = _(
        "Here you ask the ministries that have a member in the portal. The member answers “yes” or "
        "“no” to the current workplan. You can ask again after a change. For the other ministries, go to "
        "the page “Answers of the ministries”. There you enter the answers that came on paper."
    )

    def get_form_kwargs(self) -> Values:
        offered = queries.ministries_to_ask(self.object.taskforce, clock.today())
        return super().get_form_kwargs() | {"offered": offered}

    def get_initial(self) -> Values:
        """Those that do not agree; the link of one ministry chooses that alone."""
        if (wanted := read_number(self.request.GET.get("ministry"))) > 0:
            return {"ministries": [wanted]}
        agreeing = {row["pk"] for row in rows_of(self.object) if row["agrees"]}
        offered = queries.ministries_to_ask(self.object.taskforce, clock.today())
        return {"ministries": [ministry.pk for ministry in offered if ministry.pk not in agreeing]}


class MinistryStep(MinistriesStep):
    """A yes or no of one ministry. Where the plan changes meanwhile, the next saving answers to the plan of now."""

    template_name, form_class = "workplans/ministries/ministry_word.html", MinistryWordForm
    button, mark = _("Send the answer"), "seen"

    ministry: Ministry | None
    content: queries.Content

    def get_object(self) -> Workplan:
        plan = super().get_object()
        self.content, self.ministry = queries.content_of_plan(plan), self.get_ministry(plan)
        return plan

    def get_ministry(self, plan: Workplan) -> Ministry | None:
        """The ministry that answers; None for a seat that names none."""
        raise NotImplementedError

    def get_facts(self) -> Mapping[str, Param]:
        return {"ministry": str(self.ministry or _("Your ministry"))}

    def get_initial(self) -> Values:
        return {"seen": queries.content_mark(self.content)}

    def get_context_data(self, **kwargs: object) -> Values:
        plan, content = self.object, self.content
        answers = queries.answers_of(plan)
        answer = next((one for one in answers if one.ministry == self.ministry), None)
        before = answer if answer and answer.answer else None
        own = own_lines(plan, self.ministry, before) if self.ministry else []
        changed = queries.lines_changed(before.content, content) if before else []
        return super().get_context_data(**kwargs) | {
            "now_url": address("workplan", *address_parts(plan)),
            "print_url": print_link(self.actor, plan)[1],
            "activities": activities_counted(len(content.keys() - {queries.NEEDS})),
            "answer": answer,
            "before": row_of(plan, before, content) if before else None,
            "own": own,
            "own_changed": sum(line["differs"] for line in own),
            "changed": activities_counted(len(changed)) if changed else "",
            "last_day": None if self.front.is_amended else self.front.step_until,
            "ministries": [row_of(plan, one, content) for one in answers],
            "late": SUBMITTED_WITHOUT_YOU,
        }


class AnswerForMinistry(MinistryStep):
    """A member says yes or no for the ministry of the seat. A notice leads here also after the plan was submitted."""

    heading = _("%(ministry)s: do you agree?")
    success_message = _("The answer of your ministry is saved.")
    action, open_if = staticmethod(answer_for_ministry), staticmethod(permissions.may_answer_for_ministry)

    def get_ministry(self, plan: Workplan) -> Ministry | None:
        return self.actor.ministry

    def keeps(self) -> bool:
        return self.actor.role == Role.MEMBER

    def get_permit(self) -> Permit:
        return ALLOWED if self.keeps() else permissions.may_answer_for_ministry(self.actor, self.object)

    def get_links(self) -> Sequence[Link]:
        return ()


class RecordForMinistry(MinistryStep):
    """The lead records what a ministry answered on paper."""

    permission = staticmethod(permissions.may_record_for_ministry)
    form_class, button = PaperWordForm, _("Save the answer")
    heading = _("%(ministry)s: enter an answer that came on paper")
    success_message = _("The answer is recorded: %(ministry)s.")

    def get_ministry(self, plan: Workplan) -> Ministry:
        return get_object_or_404(Ministry, pk=self.kwargs["pk"], taskforce=plan.taskforce)

    def keeps(self) -> bool:
        return self.actor.role == Role.LEAD

    def act(self, form: MinistryWordForm) -> MinistryAnswer:
        ministry = self.get_ministry(self.object)
        return record_for_ministry(self.object, ministry, **form.cleaned_data, by=self.actor, now=clock.now())
