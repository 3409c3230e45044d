"""The sheet of support in a workplan's spreadsheet: out as a list, back as new requests and nothing else."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from commit_portal import clock
from commit_portal.files.spreadsheets import CellValue, Row, Table, UnreadableFile
from commit_portal.i18n import Unreadable, Words, comma_list, message, read_money, register, say
from commit_portal.sheets import engine
from commit_portal.sheets.fields import MoneyField, Offered, RowField, TextField, WordField
from commit_portal.sheets.merge import Content
from workplans.consultation.rules import SupportDraft, co_3, co_4, goes_on
from workplans.models import Activity, Contribution, Partner, Seat, Workplan
from workplans.plan.line_content import gift_message
from workplans.plan.visibility import offers_visible_to
from workplans.statuses import ContributionKind, ContributionStatus, EndedBecause

SUPPORT = "support"
SUPPORT_SHEET = pgettext_lazy("noun", "Support")
register(
    {
        "support_row.unknown_kind": _("“%(word)s” is not a kind of support. Use one of: %(choices)s."),
        "support_row.unknown_partner": _(
            "“%(word)s” is not in the list of partners. Write the acronym or the full name of the partner."
        ),
    }
)


class SheetStatus(TextChoices):
    """What the column of the status says: of what was cancelled that it was, as `Contribution.status_words`."""

    ASKED = ContributionStatus.ASKED.value, ContributionStatus.ASKED.label
    OFFERED = ContributionStatus.OFFERED.value, ContributionStatus.OFFERED.label
    ACCEPTED = ContributionStatus.ACCEPTED.value, ContributionStatus.ACCEPTED.label
    DECLINED = ContributionStatus.DECLINED.value, ContributionStatus.DECLINED.label
    WITHDRAWN = ContributionStatus.WITHDRAWN.value, ContributionStatus.WITHDRAWN.label
    TAKEN_BACK = EndedBecause.TAKEN_BACK.value, EndedBecause.TAKEN_BACK.label


class SupportSheet(engine.SheetResource):
    """One row a support. One with a status must be as the portal has it and changes nothing; every other one asks.

    `lines` are those of the plan with their contributions loaded. `why_not_asked` answers "" or why nobody is asked for
    a line. `words` of `typed` say what a row asks, or what it says where it is refused.
    """

    # The code of a line is named as on the first sheet.
    heads = {
        "code": _("Code"),
        "partner": _("Partner"),
        "kind": _("Kind"),
        "amount": _("US$"),
        "what": _("What"),
        "status": _("Status"),
    }
    choices = {"kind": ContributionKind, "status": SheetStatus}
    measures = ("amount",)
    widths = {"partner": 24, "what": 60}

    def __init__(
        self, lines: Iterable[Activity] = (), why_not_asked: Callable[[Activity], Words] = str
    ) -> None:
        super().__init__(columns=list(self.heads))
        self._lines, self._why_not_asked = {line.code: line for line in lines}, why_not_asked
        gifts = (gift for line in self._lines.values() for gift in line.contributions.all())
        self._standing = Counter(map(_key_of, gifts))
        # The row that asks a partner for a kind of support of a line.
        self._asked: dict[tuple[int, int, str], int] = {}

    @cached_property
    def _partners(self) -> tuple[Partner, ...]:
        return tuple(Partner.objects.all())

    @cached_property
    def _named(self) -> Mapping[str, Partner]:
        """Partners by their words. The sheet of an earlier year has its names, and a full name goes before an acronym."""
        named = {_folded(word): partner for partner in self._partners for word in partner.all_names}
        named |= {_folded(partner.acronym): partner for partner in self._partners if partner.acronym}
        return named | {_folded(partner.name): partner for partner in self._partners if partner.name}

    def widgets(self) -> Mapping[str, engine.FieldWidget]:
        partner = RowField(model=Partner)
        partner.offered = Offered(
            (), self._named, str, lambda word: message("support_row.unknown_partner", word=word)
        )
        kind = WordField(choices=ContributionKind.choices, refused="support_row.unknown_kind")
        fields = {"partner": partner, "kind": kind, "amount": MoneyField(), "what": TextField()}
        return {name: engine.FieldWidget(field) for name, field in fields.items()}

    def offered(self) -> Mapping[str, Iterable[str]]:
        running = [one for one in self._partners if goes_on(one, today=clock.today()) is None]
        return {"partner": map(str, running), "kind": map(str, ContributionKind.labels)}

    def row_of(self, saved: Contribution) -> list[CellValue]:
        said = saved.get_kind_display(), saved.amount, saved.what, saved.status_words
        return [saved.activity.code, str(saved.partner), *said]

    def saved_rows(self) -> Mapping[Any, Any]:
        return {}

    def key_of(self, row: Row) -> str:
        return ""

    def import_instance(self, instance: engine.SheetRow, row: Mapping[str, object], **kwargs: object) -> None:
        cells = instance.file.cells
        said = (cells[name] for name in ("code", "partner", "amount", "what"))
        instance.typed.words = " · ".join(filter(None, said))
        if instance.file.faults or not cells["status"]:
            super().import_instance(instance, row, **kwargs)
        elif self._standing[key := self._key_read(cells)]:
            self._standing[key] -= 1
            instance.saved = key
        else:
            changed = _(
                "This support is not in the portal with this text. Delete the row, or clear its status to ask a partner."
            )
            self.refuse(instance, "status", changed)

    def _key_read(self, cells: Mapping[str, str]) -> tuple[object, ...]:
        status = cells["status"].replace(SheetStatus.TAKEN_BACK, SheetStatus.WITHDRAWN)
        partner, what = self._named.get(_folded(cells["partner"])), _in_one_line(cells["what"])
        try:
            amount: object = read_money(cells["amount"])
        except Unreadable:
            amount = cells["amount"]
        return cells["code"].strip().upper(), partner and partner.pk, cells["kind"], amount, what, status

    def content_of(self, row: engine.SheetRow) -> Content | None:
        typed, partner = vars(row.typed), vars(row.typed).get("partner")
        kind, what = typed.get("kind") or ContributionKind.FUNDS.value, typed.get("what") or ""
        row.typed.draft = draft = SupportDraft(kind, typed.get("amount"), what)
        row.typed.line = self._lines.get(row.code.upper())
        if row.typed.line is None:
            self.refuse(row, self.key, _("Give the code of an activity that is in the workplan already."))
        if partner is None:
            self.refuse(row, "partner", _("Enter the acronym or the full name of the partner."))
        if not {"kind", "amount"}.isdisjoint(row.wrong):
            pass
        elif draft.kind == ContributionKind.IN_KIND and draft.amount is not None:
            said = _("Support in kind has no amount. Clear the amount, or choose another kind.")
            self.refuse(row, "amount", said)
        elif violation := co_4(draft.kind, draft.amount, draft.what):
            self.refuse(row, violation.field, violation.message)
        return {"partner": partner} if row.typed.line and partner and not row.file.cells["status"] else None

    def broken_by(self, row: engine.SheetRow, values: Content) -> Mapping[str, Words]:
        line, partner, draft = self.draft_of(row)
        found = {self.key: why} if (why := self._why_not_asked(line)) else {}
        if wrong := goes_on(partner, today=clock.today()) or co_3(line, partner, draft.kind, None):
            found["partner"] = wrong.message
        if found or row.wrong:
            return found
        other = self._asked.setdefault((line.pk, partner.pk, draft.kind), row.number)
        if other != row.number:
            twice = _("Row %(other)s has the same request to the same partner. Delete one of the two rows.")
            return {"partner": say(twice, other=str(other))}
        asked = Contribution(activity=line, partner=partner, **draft.columns())
        row.typed.words = gift_message(asked)
        return {}

    def draft_of(self, row: engine.SheetRow) -> tuple[Activity, Partner, SupportDraft]:
        key = (row.values or {})["partner"]
        return row.typed.line, next(one for one in self._partners if one.pk == key), row.typed.draft

    def refuse(self, row: engine.SheetRow, name: str, fault: Words) -> None:
        if name in row.file.faults:
            fault = say(_("%(column)s: %(fault)s"), column=self.heads[name], fault=fault)
        said = say(_("Support, row %(row)s: %(fault)s"), row=str(row.number), fault=fault)
        row.wrong.setdefault(name, said)


def support_of(workplan: Workplan, seat: Seat) -> Iterable[Contribution]:
    """What partners are asked for, offer and add, as far as the seat reads it, in the order of the sheet."""
    of_plan = offers_visible_to(seat).filter(activity__workplan=workplan, activity__withdrawn_at__isnull=True)
    order = "activity__number", "partner__position", "pk"
    return of_plan.select_related("activity", "partner").order_by(*order)


def support_rows(table: Table) -> tuple[Row, ...]:
    """The rows of the sheet of support by the codes of its columns. Raises `UnreadableFile` where a head is missing."""
    sheet = table.further.get(SUPPORT)
    if sheet is None:
        return ()
    sheet = sheet.by_code(SupportSheet.heads, {}, SupportSheet.choices)
    if not set(SupportSheet.heads) <= set(sheet.columns):
        said = _(
            "The sheet “Support” needs these column headings: %(columns)s. Copy the sheet of the Excel download again."
        )
        raise UnreadableFile(said, columns=comma_list(str(head) for head in SupportSheet.heads.values()))
    return sheet.rows


def _key_of(gift: Contribution) -> tuple[object, ...]:
    """What tells one support from another: line, partner, kind, amount, what, status."""
    return gift.activity.code, gift.partner_id, gift.kind, gift.amount, _in_one_line(gift.what), gift.status


def _folded(words: str) -> str:
    return _in_one_line(words).casefold()


def _in_one_line(words: str) -> str:
    return " ".join(words.split())
