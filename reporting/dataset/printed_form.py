"""The shape of the form that a ministry signs: one plan of one year, as a version holds it or as it is drafted.

Money is US dollars of the Secretariat or of partners. Lines in reserve are in no sum. Withdrawn ones, reasons and
comments are not part of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reporting.dataset.values import LEFT_OUT_EMPTY, NO_DAYS, Span


class FormStage(StrEnum):
    """How far the plan is that the form prints. Only an approved one is signed by the Secretariat."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"


class PartnersShown(StrEnum):
    """What the form says of partners: names with amounts, or names alone."""

    AMOUNTS = "amounts"
    NAMES = "names"
    # Of the forms that partners once made of a draft.
    OWN = "own"


@dataclass(frozen=True)
class FormPlace:
    """Whose plan it is. `code` is the first part of activities' codes, `lang` the BCP 47 tag of `own_name`."""

    code: str
    name: str
    is_regional: bool = False
    own_name: str = ""
    lang: str = ""


@dataclass(frozen=True)
class FormSupport:
    """Accepted support of a line: an amount of money, or in kind without one. Without amounts neither is known.

    `need` is the technical need of the line that it meets. `state` is None in each new form, and part of every digest.
    """

    partner: str
    partner_name: str
    is_money: bool | None = None
    amount: Decimal | None = None
    what: str = ""
    state: str | None = None
    need: str = field(default="", metadata=LEFT_OUT_EMPTY)


@dataclass(frozen=True)
class FormLine:
    """`cost` is what the Secretariat is asked for, None where nobody has given it; zero where it is not asked.

    `decision` is the code of the Secretariat's word on the line, in an approved version. `came_from` is the code of the
    earlier line that it was carried over from, where its reader is told.
    """

    code: str
    title: str
    type: str
    lead_body: str
    cost: Decimal | None
    is_asked: bool = True
    decision: str = ""
    targets: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    runs: Span = NO_DAYS
    supports: tuple[FormSupport, ...] = ()
    came_from: str = field(default="", metadata=LEFT_OUT_EMPTY)


@dataclass(frozen=True)
class FormArea:
    title: str
    lines: tuple[FormLine, ...]


@dataclass(frozen=True)
class FormNeed:
    """A technical need of a line. `met_by` names the partners that meet it, as far as the reader learns of them."""

    code: str
    what: str
    met_by: tuple[str, ...] = ()
    by_secretariat: bool = False
    is_met: bool = False


class FormAnswer(StrEnum):
    """What a ministry answers to the plan. Only a draft for its taskforce has others than yes."""

    YES = "yes"
    NO = "no"
    NOT_ANSWERED = "not_answered"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class FormMinistry:
    """A ministry with its answer and the day of it; without an answer, the day on which it was asked.

    `on_paper`: it answered in a letter of that day, None where that has none. `is_earlier`: to an earlier draft.
    """

    name: str
    answer: FormAnswer
    on: date | None = None
    on_paper: bool = False
    is_earlier: bool = False


@dataclass(frozen=True)
class Signatory:
    """A body that signs beside the taskforce and the Secretariat, as it is printed after "For"."""

    name: str


@dataclass(frozen=True)
class SignedForm:
    """Everything that the form prints, beside the moment and the digest. `version` is None for a draft."""

    place: FormPlace
    year: int
    starts: date
    ends: date
    plan_code: str
    plan_title: str
    stage: FormStage
    partners: PartnersShown
    version: int | None = None
    lead_body: str = ""
    # Of a draft that was submitted before: for what was submitted.
    agreed_on: date | None = None
    agreed_by: str = ""
    ceiling: Decimal | None = None
    demonstration: bool = False
    areas: tuple[FormArea, ...] = ()
    needs: tuple[FormNeed, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    # Of a version those that agree; of a draft for its taskforce every one. `ministry_count` is how many there are.
    ministries: tuple[FormMinistry, ...] = field(default=(), metadata=LEFT_OUT_EMPTY)
    ministry_count: int = field(default=0, metadata=LEFT_OUT_EMPTY)
    # Named only for the taskforce and the Secretariat, without its support.
    reserve: tuple[FormLine, ...] = field(default=(), metadata=LEFT_OUT_EMPTY)
    # Codes of activities that were returned when an approved version was made, for who reads the rounds.
    returned: tuple[str, ...] = field(default=(), metadata=LEFT_OUT_EMPTY)
    # The word of ministries on a draft is in it: it stays in the taskforce.
    tells_ministries: bool = field(default=False, metadata=LEFT_OUT_EMPTY)

    def lines(self) -> Iterator[FormLine]:
        """Every line, area by area."""
        return (line for area in self.areas for line in area.lines)

    @property
    def activity_count(self) -> int:
        """How many activities the plan has, as every page counts them: with those in reserve, where they are named."""
        return sum(len(area.lines) for area in self.areas) + len(self.reserve)

    @property
    def is_draft(self) -> bool:
        return self.stage is FormStage.DRAFT

    @property
    def is_approved(self) -> bool:
        return self.stage is FormStage.APPROVED

    @property
    def shows_amounts(self) -> bool:
        return self.partners is PartnersShown.AMOUNTS


def asked_of_secretariat(lines: Iterable[FormLine]) -> Decimal:
    """US dollars of the Secretariat for these lines."""
    return sum((line.cost or Decimal(0) for line in lines), Decimal(0))


def given_by_partners(lines: Iterable[FormLine]) -> Decimal:
    """US dollars that partners have promised for these lines."""
    gifts = (gift.amount or Decimal(0) for line in lines for gift in line.supports)
    return sum(gifts, Decimal(0))


def money_by_partner(form: SignedForm) -> tuple[tuple[str, Decimal | None], ...]:
    """Each partner's whole name with its money, in the order of the lines; None where amounts are not shown.

    Partners of one name are told apart by their acronyms.
    """
    found: dict[tuple[str, str], Decimal | None] = {}
    for line in form.lines():
        for gift in line.supports:
            partner = (gift.partner, gift.partner_name)
            if not form.shows_amounts:
                found.setdefault(partner, None)
            elif gift.amount is not None:
                found[partner] = (found.get(partner) or Decimal(0)) + gift.amount
    return tuple((name, amount) for (_acronym, name), amount in found.items())
