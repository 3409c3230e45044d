"""A sheet whose rows keep a history: a file of an older version merges with what was changed since."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from commit_portal.files.spreadsheets import UnreadableFile
from commit_portal.i18n import Words, read_number
from commit_portal.sheets.engine import TAKEN_LINE, VERSION_LINE, SheetResource
from commit_portal.sheets.history import RowHistory
from commit_portal.sheets.merge import Content


class VersionedSheet(SheetResource):
    """The rows of a `table` with a row version, as a seat may change them.

    `waiting` are the rows of a file: they are compared with the version that it was made from.
    """

    def __init__(self, table: Any, seat: Any, waiting: Any = None, **given: Any) -> None:
        self.table, self.seat, self.waiting = table, seat, waiting
        self.is_older = waiting is not None and waiting.plan_version != table.row_version
        self.sender = seat.user_id
        super().__init__(columns=waiting.columns if waiting else (), **given)

    def content_before(self, now: Content, changes: Sequence[RowHistory]) -> Content:
        """The content of a row before these changes, which come newest first."""
        raise NotImplementedError

    def changes_since(self, version: int) -> Mapping[Any, Sequence[RowHistory]]:
        """The changes of each row after a version of the table, oldest first, by `place_of` it, with their persons."""
        raise NotImplementedError

    def place_of(self, saved: Any) -> Any:
        return saved.pk

    def version_now(self, now: datetime) -> dict[str, Words]:
        return {VERSION_LINE: str(self.table.row_version), TAKEN_LINE: now.isoformat(" ", timespec="seconds")}

    def version_of(self, about: Mapping[str, str]) -> int | None:
        if VERSION_LINE not in about:
            return None
        version = read_number(about[VERSION_LINE])
        if not 0 < version <= self.table.row_version:
            said = _(
                "The cover sheet has a version number that the portal does not know. Download the workbook "
                "again and make your changes in the new workbook."
            )
            raise UnreadableFile(said)
        return version

    def base_of(self, saved: object, now: Content) -> Content:
        before = self.content_before(now, self.changes_of(saved)[::-1])
        return {name: before[name] for name in now}

    def changes_of(self, saved: Any) -> Sequence[Any]:
        return self._later.get(self.place_of(saved), ())

    @cached_property
    def _later(self) -> Mapping[Any, Sequence[RowHistory]]:
        return self.changes_since(self.waiting.plan_version) if self.is_older else {}
