"""The sheet of support in a workplan's spreadsheet: out as a list, back as new requests and nothing else."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from commit_portal import clock
from commit_portal.files.spreadsheets import Row, Sheet, Table, UnreadableFile, as_labelled, in_place
from commit_portal.i18n.formatting import comma_list
from commit_portal.i18n.messages import Words, register, say
from commit_portal.i18n.parsing import Unreadable, read_money
from commit_portal.sheets.fields import WordField
from workplans.consultation.rules import SupportDraft, co_3, co_4, goes_on
from workplans.models import Activity, Contribution, Partner, Seat, Workplan
from workplans.plan.line_content import gift_message
from workplans.plan.visibility import offers_visible_to
from workplans.statuses import ContributionKind, ContributionStatus, EndedBecause

SUPPORT = "support"
SUPPORT_SHEET = pgettext_lazy("noun", "Support")
# The code of a line is named as on the first sheet.
HEADS: Mapping[str, Words] = {
    "code": _("Code"),
    "partner": _("Partner"),
    "kind": _("Kind"),
    "amount": _("US$"),
    "what": _("What"),
    "status": _("Status"),
}


class SheetStatus(TextChoices):
    """What the column of the status says: of what was cancelled that it was, as `Contribution.status_words`."""

    ASKED = ContributionStatus.ASKED.value, ContributionStatus.ASKED.label
    OFFERED = ContributionStatus.OFFERED.value, ContributionStatus.OFFERED.label
    ACCEPTED = ContributionStatus.ACCEPTED.value, ContributionStatus.ACCEPTED.label
    DECLINED = ContributionStatus.DECLINED.value, ContributionStatus.DECLINED.label
    WITHDRAWN = ContributionStatus.WITHDRAWN.value, ContributionStatus.WITHDRAWN.label
    TAKEN_BACK = EndedBecause.TAKEN_BACK.value, EndedBecause.TAKEN_BACK.label


CHOICES: Mapping[str, type[TextChoices]] = {"kind": ContributionKind, "status": SheetStatus}
WIDTHS = {"partner": 24, "what": 60}
register({"support_row.unknown_kind": _("“%(word)s” is not a kind of support. Use one of: %(choices)s.")})
KIND = WordField(choices=ContributionKind.choices, refused="support_row.unknown_kind")

# What tells one support from another in a file: line, partner, kind, amount, what, status.
type _Key = tuple[str, int, str, Decimal | None, str, str]


@dataclass(frozen=True)
class RequestRow:
    """A row that asks a partner, or is refused. Rows of support that is in the portal already are left out."""

    number: int
    words: Words
    faults: tuple[str, ...] = ()
    line: Activity | None = None
    partner: Partner | None = None
    draft: SupportDraft | None = None


def support_sheet(workplan: Workplan, seat: Seat) -> Sheet:
    """What partners are asked for, offer and add, as far as the seat reads it. Two queries."""
    offers = (
        offers_visible_to(seat)
        .filter(activity__workplan=workplan, activity__withdrawn_at__isnull=True)
        .select_related("activity", "partner")
        .order_by("activity__number", "partner__position", "pk")
    )
    heads = {name: str(head) for name, head in HEADS.items()}
    return Sheet(
        str(SUPPORT_SHEET),
        list(heads.values()),
        [
            (
                offer.activity.code,
                str(offer.partner),
                offer.get_kind_display(),
                offer.amount,
                offer.what,
                offer.status_words,
            )
            for offer in offers
        ],
        choices={
            heads["partner"]: [str(partner) for partner in Partner.objects.running()],
            heads["kind"]: [str(label) for label in ContributionKind.labels],
        },
        widths={heads[name]: width for name, width in WIDTHS.items()},
    )


def marked_support_sheet(
    workplan: Workplan, seat: Seat, kept: Iterable[Row], requests: Iterable[RequestRow]
) -> Sheet:
    """The sheet of support as it was sent, with comments on the rows that are refused."""
    offered = support_sheet(workplan, seat)
    rows = [
        (row.number, [as_labelled(CHOICES, name, row.cells.get(name, "")) for name in HEADS]) for row in kept
    ]
    return replace(
        offered,
        rows=list(in_place(rows)),
        marks={(row.number, 1): "\n".join(map(str, row.faults)) for row in requests if row.faults},
    )


def support_rows(table: Table) -> tuple[Row, ...]:
    """The rows of the sheet of support by the codes of its columns. Raises `UnreadableFile` where a head is missing."""
    sheet = table.further.get(SUPPORT)
    if sheet is None:
        return ()
    sheet = sheet.by_code(HEADS, {}, CHOICES)
    if not set(HEADS) <= set(sheet.columns):
        said = _(
            "The sheet “Support” needs these column headings: %(columns)s. Copy the sheet of the Excel download again."
        )
        raise UnreadableFile(said, columns=comma_list(str(head) for head in HEADS.values()))
    return sheet.rows


def requests_of(
    kept: Iterable[Row], lines: Iterable[Activity], why_closed: Callable[[Activity], Words]
) -> tuple[RequestRow, ...]:
    """What the rows ask for. A row with a status must be as the portal has it; every other one is refused by its row.

    `lines` have their contributions loaded. `why_closed` answers "" or why nobody is asked for a line.
    """
    known = {line.code: line for line in lines}
    every = list(Partner.objects.all())
    # The sheet of an earlier year has its names. A full name goes before the acronym of another partner.
    partners = {_folded(word): partner for partner in every for word in partner.all_names}
    partners |= {_folded(partner.acronym): partner for partner in every if partner.acronym}
    partners |= {_folded(partner.name): partner for partner in every if partner.name}
    standing = Counter(_key_of(gift) for line in known.values() for gift in line.contributions.all())
    seen: dict[tuple[str, int, str], int] = {}
    rows: list[RequestRow] = []
    for row in kept:
        if row.faults:
            named = [
                say(_("%(column)s: %(fault)s"), column=HEADS[name], fault=fault)
                for name, fault in row.faults.items()
                if name in HEADS
            ]
            rows.append(_refused(row, *named))
            continue
        if row.cells["status"]:
            key = _key_read(row.cells, partners)
            if key is not None and standing[key]:
                standing[key] -= 1
            else:
                rows.append(
                    _refused(
                        row,
                        _(
                            "This support is not in the portal with this text. Delete the row, or clear its status to "
                            "ask a partner."
                        ),
                    )
                )
            continue
        request = _read(row, known, partners, why_closed)
        if request.line and request.partner and request.draft:
            of = (request.line.code, request.partner.pk, request.draft.kind)
            if of in seen:
                twice = _(
                    "Row %(other)s has the same request to the same partner. Delete one of the two rows."
                )
                request = _refused(row, say(twice, other=str(seen[of])))
            seen.setdefault(of, row.number)
        rows.append(request)
    return tuple(rows)


def _read(
    row: Row,
    known: Mapping[str, Activity],
    partners: Mapping[str, Partner],
    why_closed: Callable[[Activity], Words],
) -> RequestRow:
    cells, faults = row.cells, list[Words]()
    line = known.get(cells["code"].strip().upper())
    if line is None:
        faults.append(_("Give the code of an activity that is in the workplan already."))
    partner = partners.get(_folded(cells["partner"]))
    if partner is None:
        word = cells["partner"].strip()
        unknown = _(
            "“%(word)s” is not in the list of partners. Write the acronym or the full name of the partner."
        )
        nothing = _("Enter the acronym or the full name of the partner.")
        faults.append(say(unknown, word=word) if word else nothing)
    kind, amount = str(ContributionKind.FUNDS), None
    try:
        kind = str(KIND.read(cells["kind"]) or kind)
        amount = read_money(cells["amount"])
        if kind == ContributionKind.IN_KIND and amount is not None:
            faults.append(_("Support in kind has no amount. Clear the amount, or choose another kind."))
        elif violation := co_4(kind, amount, cells["what"]):
            faults.append(violation.message)
    except Unreadable as unreadable:
        faults.append(unreadable.said)
    if partner is not None and (ended := goes_on(partner, today=clock.today())):
        faults.append(ended.message)
    if line is not None and partner is not None:
        open_already = co_3(line, partner, kind, None)
        faults += filter(None, [why_closed(line), open_already.message if open_already else ""])
    if faults or line is None or partner is None:
        return _refused(row, *faults)
    draft = SupportDraft(kind, amount, cells["what"])
    asked = Contribution(activity=line, partner=partner, **draft.columns())
    return RequestRow(row.number, gift_message("gift.asked", asked), (), line, partner, draft)


def _refused(row: Row, *faults: Words) -> RequestRow:
    said = " · ".join(filter(None, (row.cells[name] for name in ("code", "partner", "amount", "what"))))
    return RequestRow(
        row.number,
        said,
        tuple(
            say(_("Support, row %(row)s: %(fault)s"), row=str(row.number), fault=fault) for fault in faults
        ),
    )


def _key_of(gift: Contribution) -> _Key:
    return (gift.activity.code, gift.partner_id, gift.kind, gift.amount, _in_one_line(gift.what), gift.status)


def _key_read(cells: Mapping[str, Any], partners: Mapping[str, Partner]) -> _Key | None:
    """The key of a row; None where a cell cannot be read."""
    partner = partners.get(_folded(cells["partner"]))
    try:
        amount = read_money(cells["amount"])
    except Unreadable:
        return None
    if partner is None:
        return None
    code, status = cells["code"].strip().upper(), cells["status"]
    if status == SheetStatus.TAKEN_BACK:
        status = SheetStatus.WITHDRAWN
    return code, partner.pk, cells["kind"], amount, _in_one_line(cells["what"]), status


def _folded(words: str) -> str:
    return _in_one_line(words).casefold()


def _in_one_line(words: str) -> str:
    return " ".join(words.split())
