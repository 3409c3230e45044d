"""The pages that are walked in the made-up language, and as whom."""

from dataclasses import dataclass, field
from typing import Any

from tests.authz_matrix import COLUMNS, ROWS, Row

ROLES = ("kh_officer", "regional_office")


@dataclass(frozen=True)
class Asked:
    """A page by its address, for the states that the matrix does not reach."""

    address: str
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    roles: tuple[str, ...] = ROLES


DOOR = ("anonymous",)
DESK = ("kh_desk",)
LEAD = ("kh_lead",)
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
    Asked("/accounts/factors/"),
    Asked("/accounts/password/reset/"),
    Asked("/accounts/password/reset/?first"),
    Asked("/accounts/password/reset/", "post"),
    Asked("/accounts/password/reset/done/"),
    Asked("/accounts/password/reset/key/1-set-password/"),
    Asked("/accounts/password/reset/key/done/"),
    Asked("/no/such/page/"),
    Asked("/help/", "post", roles=(*ROLES, "anonymous")),
    Asked("/account/language/", roles=("kh_officer", "anonymous")),
    Asked("/", "post", roles=DOOR),
    Asked("/search/?q=ｏｆｆｉｃ"),
    Asked("/search/?q=２０+１１"),
    Asked("/search/?q=ｚｚｚｚ"),
    Asked("/search/?q=ａ"),
    Asked("/2013/kh/?area=1&money=secretariat&sort=-cost"),
    Asked("/2013/kh/?text=ｚｚｚｚ&state=ｎｏｗｈｅｒｅ"),
    Asked("/2013/?state=approved"),
    Asked("/people/?role=lead&sort=since"),
    Asked("/meetings/?kind=som&sort=-day"),
    Asked("/2014/kh/versions/1/2/"),
    Asked("/2014/kh/versions/2/draft/"),
    Asked("/2013/comparison/?area=2&status=achieved&stage=som&with=none"),
    Asked("/2013/comparison/?stage=mid-year&with=2011&status=not_reported"),
    Asked("/2013/comparison/?area=made-up", roles=("ilo", "kh_desk")),
    Asked("/2013/comparison/counts/?country=kh&type=training"),
    Asked("/2013/comparison/counts/?country=kh&type=none"),
    Asked("/2013/comparison/money/?stage=som"),
    Asked("/2013/comparison/1.T1/regional/"),
    Asked("/comparison/2011-2013/?area=1&show=ｎｏｎｅ", roles=("kh_officer", "lao_officer", "regional_office")),
    Asked("/2013/comparison/1.T1/kh/?stage=som", roles=("kh_officer", "lao_officer", "kh_desk")),
    Asked("/2013/comparison/9.T9/kh/"),
    Asked("/2013/report/", roles=("ilo", "observer", "lao_officer")),
    Asked("/2013/report/nobody/9/"),
    Asked("/plans/spa-test/?on=ｙｅｓｔｅｒｄａｙ"),
    Asked("/plans/spa-test/?on=3/25/2011"),
    Asked("/plans/spa-test/?on=1+Jul+2010"),
    Asked("/plans/spa-none/"),
    Asked("/plans/new/", "post"),
    Asked("/plans/new/", "post", {"code": "SPA", "number": "400", "starts_on": "4", "ends_on": "3/25/2011"}),
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
    Asked("/plans/spa-open/budget/"),
    Asked("/plans/spa-test/budget/travel/", "post", {"year_2011": "1.50", "seen": "9"}),
    Asked("/plans/spa-test/budget/areas/", "post", {"year_2012": "ten", "source": "１"}),
    Asked("/grants/spa-open/"),
    Asked("/grants/spa-test/add/", "post"),
    Asked("/grants/spa-test/1/", "post", {"partner": "1", "title": "１", "amount": "1", "starts_on": "2 Feb 2012",
                                          "ends_on": "1 Feb 2012", "row_version": "1"}),
    Asked("/2013/kh/funding/", "post", {"line": "0", "grant": "1", "amount": "ten", "seen": "9"}),
    # Deciding: nothing is chosen, the reason is missing, the page is stale, or the line does not wait.
    Asked("/2012/kh/decisions/001/", roles=DESK),
    Asked("/2012/kh/decisions/", "post", roles=DESK),
    Asked("/2012/kh/decisions/", "post", {"001-outcome": "return", "001-seen": "1", "001-shown": "1"}, DESK),
    Asked("/2012/kh/decisions/", "post", {"001-tick": "on", "001-outcome": "return", "001-seen": "1",
                                          "001-shown": "1"}, DESK),
    Asked("/2012/kh/decisions/", "post", {"001-outcome": "approve", "001-reason": "１", "001-seen": "0",
                                          "001-shown": "1"}, DESK),
    Asked("/2012/kh/decisions/", "post", {"001-tick": "on", "001-seen": "1", "001-shown": "1",
                                          "do": "count"}, DESK),
    Asked("/2012/kh/decisions/", "post", {"do": "count"}, DESK),
    Asked("/2012/kh/decisions/send/", "post", {"seen": "1"}, DESK),
    Asked("/2012/kh/decisions/rest/", "post", {"seen": "1"}, DESK),
    Asked("/2011/kh/submit/", "post", roles=LEAD),
    Asked("/2011/kh/submit/", "post", {"agreed_on": "1 Jan 2099", "row_version": "1"}, LEAD),
    Asked("/2013/kh/amend/", "post", roles=LEAD),
    Asked("/2013/kh/reopen/", "post", {"note": "１"}),
    Asked("/2011/kh/close/", "post", {"seen": "approved"}),
    Asked("/2013/kh/close/", "post", {"seen": "draft"}),
    Asked("/2011/kh/consultation/open/", "post", roles=LEAD),
    Asked("/2011/kh/consultation/open/", "post", {"partner": "1", "until_on": "1 Jan 2011"}, LEAD),
    Asked("/2011/kh/consultation/unicef/until/", "post", {"until_on": "1 Jan 2011"}, LEAD),
    Asked("/2011/kh/002/ask/", "post", roles=LEAD),
    Asked("/2011/kh/002/ask/", "post", {"partner": "9", "kind": "in_kind", "until_on": "3/25/2011"}, LEAD),
    Asked("/2011/kh/004/ask/", "post", {"kind": "funds", "amount": "１？"}, LEAD),
    Asked("/2011/kh/002/told/", "post", {"kind": "funds", "amount": "0"}, LEAD),
    Asked("/2011/kh/001/support/ilo/1/change/", "post", {"kind": "funds", "amount": "7", "row_version": "0"}, LEAD),
    Asked("/2011/kh/001/support/ilo/1/change/", "post", {"do": "take_back", "row_version": "0"}, LEAD),
    Asked("/2011/kh/001/support/iom/1/answer/", "post", {"do": "decline", "row_version": "1"}, LEAD),
    Asked("/2011/kh/001/support/iom/1/answer/", "post", {"do": "accept", "row_version": "0"}, LEAD),
    Asked("/2011/kh/001/support/iom/2/answer/", "post", {"do": "accept", "row_version": "1"}, LEAD),
    Asked("/2011/kh/001/support/iom/2/answer/", roles=LEAD),
    Asked("/2011/kh/001/support/ilo/1/record/", "post", {"gives": "no", "kind": "funds", "row_version": "1"}, LEAD),
    Asked("/2011/kh/001/support/unicef/1/end/", "post", {"how": "lower", "row_version": "1"}, LEAD),
    Asked("/2011/kh/001/support/unicef/1/end/", "post", {"how": "end", "word": "１", "row_version": "0"}, LEAD),
    Asked("/2011/regional/consultation/"),
    Asked("/2011/regional/consultation/open/"),
    Asked("/2011/kh/readers/desk/open/", "post", roles=LEAD),
    Asked("/2013/kh/readers/release/partners/", roles=LEAD),
    Asked("/2013/kh/readers/release/observers/", roles=LEAD),
    Asked("/2013/kh/readers/release/taskforces/", "post", {"version": "9"}, LEAD),
    Asked("/years/open/", "post"),
    Asked("/years/open/", "post", {"year": "2011", "starts_on": "2011-01-02", "ends_on": "2011-01-01"}),
    Asked("/years/open/", "post", {"year": "1", "starts_on": "3/25/2011", "country_ceiling": "100.000"}),
    Asked("/2011/dates/", "post", {"starts_on": "2011-03-01", "ends_on": "2011-03-02"}),
    Asked("/2011/steps/", "post", {"planned_from_3": "2011-03-02"}),
    Asked("/people/invite/", "post"),
    Asked("/people/invite/", "post", {"name": "１", "email": "kh_lead@commit.example", "role": "officer",
                                      "starts_on": "2011-01-01"}),
    Asked("/people/invite/", "post", {"name": "１", "email": "new@commit.example", "role": "partner",
                                      "starts_on": "2011-01-02"}),
    Asked("/people/invite/", "post", {"name": "１", "email": "new@commit.example", "role": "observer",
                                      "starts_on": "2011-01-02", "ends_on": "2011-01-01"}),
    Asked("/seats/", "post", {"seat": "0"}),
)  # fmt: skip

OFFICER = ("kh_officer",)
HEADS = "Code\tArea\tTitle\tSecretariat US$"
# The form of an activity, its steps, the needs, and the workbook with rows that are refused.
DRAFTING = (
    Asked("/2011/kh/activities/add/?area=1", roles=OFFICER),
    Asked("/2011/kh/activities/add/?area=1", "post", roles=OFFICER),
    Asked("/2011/kh/activities/add/?area=1", "post", {"show_area": "1"}, OFFICER),
    Asked("/2011/kh/activities/add/?area=1", "post", {"title": "１", "starts_on": "3/25/2011", "ends_on": "1 Mar 2554",
                                                      "secretariat_cost": "１？", "way": "partner"}, OFFICER),
    Asked("/2011/regional/activities/add/?area=1", roles=("regional_office",)),
    Asked("/2011/regional/001/edit/", "post", {"title": "１" * 251}, ("regional_office",)),
    Asked("/2011/kh/001/edit/", "post", {"title": ""}, OFFICER),
    Asked("/2011/kh/001/edit/", "post", {"title": "１", "needs": "１" * 251, "cost_in_all": "1",
                                         "secretariat_cost": "2", "funding": "counted"}, OFFICER),
    Asked("/2011/kh/001/edit/", "post", {"title": "１", "needs": "\n".join(map(str, range(11)))}, OFFICER),
    Asked("/2011/kh/001/need/", "post", {"what": "１"}, DESK),
    Asked("/2012/kh/001/edit/", roles=OFFICER),
    Asked("/2014/kh/001/edit/", roles=OFFICER),
    Asked("/2014/kh/003/edit/", roles=OFFICER),
    Asked("/2011/kh/needs/", "post", {"row_version": "0", "needs": "１", "before": "２"}, OFFICER),
    Asked("/2011/kh/import/", "post", {"rows": ""}, OFFICER),
    Asked("/2011/kh/import/", "post", {"rows": "１\t２\n\t１"}, OFFICER),
    Asked("/2011/kh/import/", "post", {"rows": "Code\t１\n\t１"}, OFFICER),
    Asked("/2011/kh/import/", "post", {"rows": f"{HEADS}\nKH-2011-001\t1\t１\t1"}, OFFICER),
    Asked("/2011/kh/import/", "post", {"rows": f"{HEADS}\n\t1\t１\t1"}, OFFICER),
    Asked("/2011/kh/import/", "post", {"rows": f"{HEADS}\n\t1\t１\t90,000\n\t１\t１\t1\n\t1\t\t１？"}, OFFICER),
    Asked("/2011/kh/import/", "post", {"rows": f"{HEADS}\nKH-2011-001\t1\t１\t99,000"}, OFFICER),
    Asked("/2011/kh/import/", "post", {"rows": "Code\tTargets\tType\tFunding\tActivity area\n"
                                               "KH-2011-001\t１\t１\t１\t１\nKH-2011-001\nKH-2011-099"}, OFFICER),
    Asked("/2011/kh/import/confirm/", "post", {"waiting": "9"}, OFFICER),
    Asked("/2012/kh/import/", roles=OFFICER),
    # Reviews and meetings: forms that are sent empty or wrong, and the Regional column.
    Asked("/2013/reviews/som/open/", "post", {"answers_due_on": "1 Aug 2011"}),
    Asked("/2013/reviews/som/open/", "post", {"answers_due_on": "3/25/2011", "meeting": "99"}),
    Asked("/2013/reviews/mid-year/meeting/", "post", {"seen": "0", "answers_due_on": "1 Aug 2098"}),
    Asked("/2013/reviews/mid-year/kh/reopen/", "post", {"note": ""}),
    Asked("/2013/reviews/mid-year/regional/"),
    Asked("/2013/reviews/mid-year/regional/submit/"),
    Asked("/meetings/add/", "post"),
    Asked("/meetings/add/", "post", {"parts": ["som"], "som_number": "400", "planned_from": "2 Feb 2012",
                                     "planned_until": "1 Feb 2012"}),
    Asked("/meetings/add/", "post", {"parts": ["som"], "som_number": "9"}),
    Asked("/meetings/som-9/edit/", "post", {"parts": ["som"], "seen": "0"}),
    Asked("/meetings/som-9/recommend/", "post"),
)  # fmt: skip
PARTNER = ("ilo",)
OWN = "/2011/th/001/support/ilo/1/offer/"
# A partner's offers: nothing is typed, what is wrong, what has changed meanwhile, and what is over.
OFFERING = (
    Asked("/2011/th/003/offer/", "post", roles=PARTNER),
    Asked("/2011/th/003/offer/", "post", {"kind": "funds", "amount": "１？", "what": "１" * 201}, PARTNER),
    Asked("/2011/th/003/offer/", "post", {"kind": "in_kind"}, PARTNER),
    Asked("/2011/th/002/offer/", "post", {"kind": "funds", "amount": "1"}, PARTNER),
    Asked("/2011/th/099/offer/", "post", {"kind": "funds", "amount": "1", "what": "１"}, PARTNER),
    Asked(OWN, "post", {"kind": "nothing", "row_version": "1"}, PARTNER),
    Asked(OWN, "post", {"kind": "funds", "amount": "1", "row_version": "0"}, PARTNER),
    Asked("/2011/th/002/support/ilo/1/offer/", roles=PARTNER),
    Asked("/2011/th/002/support/ilo/1/take-back/", "post", {"row_version": "0"}, PARTNER),
    Asked("/2011/th/001/support/ilo/1/take-back/", roles=PARTNER),
    Asked("/", roles=PARTNER),
)
ALSO = (*ALSO, *DRAFTING, *OFFERING)


def rows(method: str = "") -> list[Row]:
    """The rows of the matrix that are walked; of one method where it is named. No person reads `health`."""
    return [row for row in ROWS if row.name != "health" and method in ("", row.method)]


def readers(row: Row) -> list[str]:
    """Whoever is shown a page of this row, and one of those who are refused it with a reason.

    What is not there, takes no such request or leads to the door reads the same everywhere: `ALSO` has each once.
    """
    cells = dict(zip(COLUMNS, row.cells.replace("|", " ").split(), strict=True))
    # Of another country, a lead is shown what its officer is shown.
    if cells["lao_lead"] == cells["lao_officer"]:
        del cells["lao_lead"]
    if cells["anonymous"] == "302" or (cells["anonymous"] == "403" and not row.data):
        del cells["anonymous"]
    refused = next((name for name in reversed(cells) if cells[name] == "403"), None)
    return [name for name in cells if is_shown(cells[name]) or name == refused]


def is_shown(status: str) -> bool:
    """Whether the answer is a page of the row itself, or leads to the next one."""
    return status in ("200", "302", "409", "422")
