"""A line as a version holds it, comparable with a live one, and fingerprints of what a page showed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from commit_portal.workflow.optimistic_locking import fingerprint
from workplans import models
from workplans.models.activities import cost_that_counts
from workplans.plan.line_content import content_of, named_needs
from workplans.plan.queries import decisions_to_send
from workplans.statuses import ContributionStatus


@dataclass(frozen=True)
class FrozenLine:
    """One line: its content columns, the keys of its targets, countries and supports, and its technical needs.

    A need has its text, and whether the Secretariat meets it. A support has the text of the need that it meets, or "".
    """

    activity_id: int
    code: str
    state: str
    withdrawn: bool
    content: tuple[tuple[str, Any], ...]
    targets: tuple[int, ...]
    countries: tuple[tuple[int, str], ...]
    supports: tuple[tuple[int, str, Decimal | None, str, str], ...]
    needs: tuple[tuple[str, bool], ...]

    @property
    def cost(self) -> Decimal:
        """US dollars that count under the ceiling."""
        return cost_that_counts(
            self.funding, dict(self.content)["secretariat_cost"], withdrawn=self.withdrawn
        )

    @property
    def funding(self) -> str:
        return str(dict(self.content)["funding"])

    @property
    def needed(self) -> frozenset[str]:
        """The texts of the technical needs."""
        return frozenset(what for what, _ in self.needs)

    def with_support_of(self, live: "FrozenLine") -> "FrozenLine":
        """This line with the support of now (CO-11): what is accepted, and which needs the Secretariat meets.

        Support of a need that this text does not name supports the line as a whole. Support of a need that only the
        draft dropped still meets it here.
        """
        met = dict(live.needs)
        dropped = {gift[:4]: gift[4] for gift in self.supports if gift[4] and gift[4] not in live.needed}
        return replace(
            self,
            supports=tuple(
                (*gift[:4], gift[4] if gift[4] in self.needed else dropped.get(gift[:4], ""))
                for gift in live.supports
            ),
            needs=tuple((what, met.get(what, was_met)) for what, was_met in self.needs),
        )


def frozen_lines(version: models.WorkplanVersion) -> dict[int, FrozenLine]:
    """A version's lines by the key of their activity. Costs 5 queries."""
    lines = version.lines.prefetch_related("target_links", "participations", "supports", "needs")
    return {
        line.activity_id: _frozen(
            line, line.activity_id, line.participations.all(), line.supports.all(), withdrawn=line.withdrawn
        )
        for line in lines
    }


def frozen_activity(activity: models.Activity) -> FrozenLine:
    """A live line as a version would hold it now, with confirmed countries and accepted contributions."""
    confirmed = [part for part in activity.participations.all() if part.confirmed_at is not None]
    accepted = [gift for gift in activity.contributions.all() if gift.status == ContributionStatus.ACCEPTED]
    return _frozen(activity, activity.pk, confirmed, accepted, withdrawn=False)


def same_content(line: FrozenLine, activity: models.Activity) -> bool:
    """Whether a live line equals a frozen one. Contributions of partners are not compared."""
    live = frozen_activity(activity)
    return (line.content, line.targets, line.countries, line.needed) == (
        live.content,
        live.targets,
        live.countries,
        live.needed,
    )


def _frozen(
    line: models.Activity | models.VersionLine,
    activity: int,
    countries: Iterable[models.Participation | models.VersionLineCountry],
    supports: Iterable[models.Contribution | models.VersionLineSupport],
    *,
    withdrawn: bool,
) -> FrozenLine:
    needs = named_needs(line)
    names = {key: what for key, what, _ in needs}
    return FrozenLine(
        activity,
        line.code,
        line.state,
        withdrawn=withdrawn,
        content=content_of(line),
        targets=tuple(sorted(link.target_id for link in line.target_links.all())),
        countries=tuple((part.taskforce_id, part.role) for part in countries),
        supports=tuple(
            (gift.partner_id, gift.kind, gift.amount, gift.what, names.get(gift.need_id or 0, ""))
            for gift in supports
        ),
        needs=tuple((what, by_secretariat) for _, what, by_secretariat in needs),
    )


def decisions_mark(workplan: models.Workplan) -> str:
    """Fingerprint of a round's decisions, to detect a stale page. 16 hexadecimal digits."""
    recorded = decisions_to_send(workplan).order_by("activity").values_list("activity", "outcome", "reason")
    return fingerprint(workplan.round, workplan.status, *recorded)


def decision_mark(decision: models.LineDecision | None) -> str:
    """Fingerprint of the decision recorded on one line, to detect a stale row; the same for every line without one.

    16 hexadecimal digits.
    """
    return fingerprint() if decision is None else decision_text_mark(decision.outcome, decision.reason)


def decision_text_mark(outcome: str, reason: str) -> str:
    """Fingerprint of an outcome and its words. How a browser ends a line does not count, nor space around the words."""
    words = "\n".join(reason.split("\r\n")).strip()
    return fingerprint(outcome, words) if outcome or words else fingerprint()


def regional_mark(workplan: models.Workplan) -> str:
    """Fingerprint of the regional plan, its lines and each country's answer, to detect a stale page.

    16 hexadecimal digits.
    """
    lines = workplan.activities.order_by("pk").values_list("pk", "row_version")
    answers = models.Participation.objects.filter(activity__workplan=workplan).order_by("pk")
    return fingerprint(
        workplan.round,
        workplan.status,
        workplan.row_version,
        *lines,
        *answers.values_list("activity", "taskforce", "role", "confirmed_at"),
    )


def asked_mark(line: models.Activity) -> str:
    """Fingerprint of what a country was asked to take part in, to detect a stale page. 16 hexadecimal digits.

    Leaves out who else was asked or has answered: each answer changes the row version, and two countries may answer
    at once.
    """
    return fingerprint(*content_of(line), *sorted(link.target_id for link in line.target_links.all()))
