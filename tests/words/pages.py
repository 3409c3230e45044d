"""The pages that are walked in the made-up language, and as whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.authz_matrix import COLUMNS, ROWS, Row

# Pages whose sentences are not all marked yet: the list only ever gets shorter.
NOT_YET: tuple[str, ...] = (
    "activity",
    "activity_add",
    "activity_edit",
    "activity_keep",
    "activity_restore",
    "activity_withdraw",
    "comparison",
    "comparison_cell",
    "comparison_counts",
    "comparison_money",
    "comparison_workbook",
    "decision",
    "decision_clear",
    "decisions",
    "decisions_approve_rest",
    "decisions_send",
    "decisions_sent",
    "home",
    "meeting",
    "meeting_add",
    "meeting_edit",
    "meeting_recommend",
    "meetings",
    "partners",
    "people_invite",
    "recommendation_follow_up",
    "regional_confirm",
    "regional_decline",
    "regional_propose",
    "regional_put_in_force",
    "report",
    "report_ask",
    "report_edition",
    "report_release",
    "review",
    "review_close",
    "review_meeting",
    "review_open",
    "review_reopen",
    "review_sheet",
    "review_submit",
    "reviews",
    "seats",
    "taskforces",
    "workplan",
    "workplan_amend",
    "workplan_close",
    "workplan_export",
    "workplan_history",
    "workplan_import",
    "workplan_import_confirm",
    "workplan_needs",
    "workplan_reopen",
    "workplan_submitted",
    "workplan_take_back",
    "workplan_trust",
    "workplan_version",
    "year",
    "year_dates",
    "year_open",
    "year_open_check",
    "year_step",
    "years",
)
ROLES = ("kh_officer", "regional_office")


@dataclass(frozen=True)
class Asked:
    """A page by its address, for the states that the matrix does not reach."""

    address: str
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    roles: tuple[str, ...] = ROLES


DOOR = ("anonymous",)
# Account pages, error pages, and forms that are sent empty or wrong.
ALSO = (
    Asked("/accounts/login/", roles=DOOR),
    Asked("/accounts/login/", "post", roles=DOOR),
    Asked("/accounts/login/", "post", {"login": "nobody@example.org", "password": "wrong"}, DOOR),
    Asked("/accounts/logout/"),
    Asked("/accounts/logout/", "post"),
    Asked("/accounts/inactive/"),
    Asked("/accounts/signup/"),
    Asked("/accounts/reauthenticate/"),
    Asked("/accounts/password/change/"),
    Asked("/accounts/password/change/", "post"),
    Asked("/accounts/password/change/", "post", {"oldpassword": "1", "password1": "1", "password2": "2"}),
    Asked("/accounts/password/set/"),
    Asked("/accounts/password/reset/"),
    Asked("/accounts/password/reset/?first"),
    Asked("/accounts/password/reset/", "post"),
    Asked("/accounts/password/reset/done/"),
    Asked("/accounts/password/reset/key/1-set-password/"),
    Asked("/accounts/password/reset/key/done/"),
    Asked("/no/such/page/"),
    Asked("/plans/spa-test/?on=yesterday"),
    Asked("/plans/spa-test/?on=3/4/2011"),
    Asked("/plans/spa-test/?on=1+Jul+2010"),
    Asked("/plans/spa-none/"),
    Asked("/plans/new/", "post"),
    Asked("/plans/new/", "post", {"code": "SPA", "number": "400", "starts_on": "4", "ends_on": "3/4/2011"}),
    Asked("/plans/new/", "post", {"code": "spa-test", "number": "98", "title": "１",
                                  "starts_on": "2014-01-02", "ends_on": "2014-01-01"}),
    Asked("/plans/spa-open/areas/new/", "post"),
    Asked("/plans/spa-open/areas/new/", "post", {"code": "1", "title": "１", "objective": "１"}),
    Asked("/plans/spa-open/areas/new/", "post", {"code": "1 1", "title": "１\x00", "objective": "１"}),
    Asked("/plans/spa-open/areas/1/edit/", "post", {"code": "1", "title": "２", "objective": "１", "row_version": "9"}),
    Asked("/plans/spa-open/areas/1/remove/", "post"),
    Asked("/plans/spa-open/areas/1/targets/new/", "post", {"code": "1.T1", "text": "１" * 4001, "scope": "other"}),
    Asked("/plans/spa-open/import/", "post"),
    Asked("/plans/spa-test/areas/new/"),
    Asked("/plans/spa-test/areas/new/", "post", {"code": "1", "title": "１", "objective": "１"}),
    Asked("/plans/spa-test/areas/1/correct/", "post"),
    Asked("/plans/spa-test/areas/1/correct/", "post", {"text": "１", "reason": " ", "source": "１",
                                                       "in_force_from": "2001-01-01"}),
    Asked("/plans/spa-test/extend/", "post"),
    Asked("/plans/spa-test/extend/", "post", {"extended_to": "2001-01-01", "reason": "１"}),
)  # fmt: skip


def rows(method: str = "") -> list[Row]:
    """The rows of the matrix that are walked; of one method where it is named. No person reads `health`."""
    return [row for row in ROWS if row.name not in (*NOT_YET, "health") and method in ("", row.method)]


def readers(row: Row) -> list[str]:
    """Whoever is shown a page of this row, and one of those who are refused alike."""
    cells = dict(zip(COLUMNS, row.cells.replace("|", " ").split(), strict=True))
    refused = {
        cells[column]: column for column in reversed(COLUMNS) if cells[column] in ("403", "404", "405")
    }
    return [column for column in COLUMNS if is_shown(cells[column]) or column in refused.values()]


def is_shown(status: str) -> bool:
    """Whether the answer is a page of the row itself, or leads to the next one."""
    return status in ("200", "302", "409", "422")
