"""A word planted in every text of Cambodia's unreleased plans is found nowhere by who may not read it.

Each reader walks the portal once, and several tests ask what was found. Nobody is asked twice for what others show:

- A button takes no look: what it answers to one is the same for everybody (tests/test_authz.py).
- A thread is looked for in the year that it belongs to. What is not there at all has addresses of its own in `seeds`.
- Of spans of years the longest is read: its rows are those of each of its years, by one set of queries.
- All targets have the same cells, and activities are planned for one. A reader of one country meets those of two others.
- On the pages of all countries the member of a taskforce reads what its lead does, and the desk what the regional office
  does, which has all desks; a desk of another country walks these pages as well.
"""

import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from difflib import ndiff
from functools import cache
from itertools import product
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import timezone

from commit_portal.i18n import message
from commit_portal.models import Event, Mail, Notice
from commit_portal.workflow import events_about, record_event
from commit_portal.workflow.events import events_about_all
from reporting.dataset.build import build_dataset
from reporting.dataset.serialization import to_json
from reporting.dataset_queries.rows import report_rows
from reporting.editions.actions import ask_for_draft, write_words
from reporting.editions.queries import draft_for
from reporting.models import (
    ActivityProgress,
    AnnualReport,
    CountryReview,
    Evidence,
    Meeting,
    PrintedForm,
    Question,
    RecommendationAnswer,
    TargetStatus,
)
from reporting.notices.calendars import make_calendar_address
from reporting.notices.dispatch import tell_all
from reporting.notices.routing import VERBS
from reporting.printed.queries import figures_for
from tests.authz_matrix import (
    APPROVED,
    DELEGATE,
    DRAFT,
    RETURNED,
    ROWS,
    SUBMITTED,
    THREADS,
    YEARS,
    Office,
    addresses,
    let_go,
    make_form,
    signed_in,
    undone,
)
from tests.cast import NOW
from tests.mails import sent
from workplans.models import (
    Activity,
    AnnualCycle,
    Comment,
    Contribution,
    LineDecision,
    MinistryAnswer,
    Opening,
    Partner,
    Release,
    TechnicalNeed,
    VersionLine,
    VersionLineNeed,
    VersionLineSupport,
    Workplan,
    WorkplanVersion,
)
from workplans.statuses import RELEASE_AUDIENCES, Audience, TalkAudience

# The costs and the offer of tests/authz_matrix.py, as every page writes them.
SUMS = ("71,234", "81,235", "31,236", "41,237", "51,238")
NOT_PROSE = {
    "code",
    "slug",
    "digest",
    "sha256",
    "made_of",
    "token",
    "seat",
    "key_hash",
    "place",
    "path",
    "url",
}
# Texts that are nobody's draft: reference data, people, meetings, and the editions that are asked for.
OPEN_TEXTS = {
    "workplans.country",
    "workplans.countryname",
    "workplans.taskforce",
    "workplans.ministry",
    "workplans.signingbody",
    "workplans.partner",
    "workplans.taskforcemember",
    "workplans.annualcycle",
    "workplans.cyclestep",
    "reporting.meeting",
    "reporting.delegate",
    "reporting.meetingpaper",
    "reporting.recommendation",
    # Its readers are those of the recommendation: `test_answer_to_a_recommendation_...` plants its own.
    "reporting.recommendationanswer",
    "reporting.annualreport",
    "reporting.printedform",
    # Its one reader is the seat that asked: `test_only_the_seat_that_asked_...`.
    "reporting.printedlist",
    # `test_what_is_written_for_an_edition_...` plants its own.
    "reporting.reportdraft",
    # A file of a plan is shown to nobody but its sender, who reads the plan.
    "workplans.lineimport",
    "workplans.bookimport",
    "reporting.answerimport",
    "reporting.pastimport",
    # A grant's words are planted in the office of the matrix (`test_grant_...`).
    "workplans.grant",
    # Its readers are insiders: `test_outsiders_read_nothing_of_it` plants its own.
    "reporting.pastrow",
}
MOST_VARIANTS = 2
NO_REVIEW = (DRAFT, "mid-year")
# A lead reads all that an officer of the same taskforce reads.
OUTSIDERS = ("lao_lead", "lao_desk", "ilo", "iom", "observer")
# Every address but those that name another country.
OF_CAMBODIA = r"/(?!\d{4}/(.+/)?(cn|la|mm|th|vn)/)"
# What a member and a desk read of a plan, and where they may meet its words: a desk also where its countries stand first.
OF_ITS_PLAN = r"/(\d{4}/(.+/)?kh/|search/|notices/|$)"
OF_ITS_DESK = r"/(\d{4}/(.+/)?kh/|\d{4}/(comparison|report|reviews)/|search/|notices/|$)"
SPAN = (YEARS[0], YEARS[-1])
# Other countries than two, one of them of outsiders; cells of other targets; shorter spans of years.
MORE_OF_THE_SAME = re.compile(
    r"/\d{4}/((.+/)?(mm|th|vn)/|comparison/(?!1\.T1/)[^/]+/\w+/)"
    rf"|/comparison/(?!{SPAN[0]}-{SPAN[1]}/)\d{{4}}-\d{{4}}/"
)
PARTS: dict[str, tuple[Any, ...]] = {
    "year": YEARS[:3],
    "earlier": SPAN[:1],
    "place": ("kh", "regional"),
    "number": (1, 2),
    "first": (1,),
    "second": (2, "draft"),
    "step": (1,),
    "heading": ("areas",),
    "stage": ("mid-year", "som"),
    "audience": ("secretariat", "taskforces"),
    "edition": (1,),
    "anchor": ("summary", "foreword"),
    "suffix": ("xlsx", "csv"),
    "table": ("time", "counts", "money"),
    "pk": (1,),
    "code": ("spa-test", "1.T1"),
    "area": ("1",),
    "key": ("1", "1.T1", 1),
    "slug": ("som-9",),
    "partner": ("ilo", "iom"),
    "nth": (1,),
    "thread": (THREADS[DRAFT], THREADS[APPROVED]),
    "answer": ("001", "1.T1"),
    "what": ("waits",),
    "kind": ("ministry", "partner"),
    "digest": ("5f",),
}


def scope(year: int) -> dict[type[models.Model], models.QuerySet[Any]]:
    """Cambodia's texts of a year, by model."""
    plan = Workplan.objects.get(cycle__year=year, taskforce__slug="kh")
    return {
        Workplan: Workplan.objects.filter(pk=plan.pk),
        Activity: Activity.objects.filter(workplan=plan),
        TechnicalNeed: TechnicalNeed.objects.filter(activity__workplan=plan),
        Contribution: Contribution.objects.filter(activity__workplan=plan),
        Comment: plan.comments.all(),
        LineDecision: LineDecision.objects.filter(activity__workplan=plan, sent_at__isnull=True),
        WorkplanVersion: plan.versions.all(),
        VersionLine: VersionLine.objects.filter(version__workplan=plan),
        CountryReview: CountryReview.objects.filter(review__cycle=plan.cycle, taskforce=plan.taskforce),
        ActivityProgress: ActivityProgress.objects.filter(activity__workplan=plan),
        TargetStatus: TargetStatus.objects.filter(
            sheet__taskforce=plan.taskforce, sheet__review__cycle=plan.cycle
        ),
        Question: Question.objects.filter(sheet__taskforce=plan.taskforce, sheet__review__cycle=plan.cycle),
        Evidence: Evidence.objects.filter(sheet__taskforce=plan.taskforce, sheet__review__cycle=plan.cycle),
        MinistryAnswer: MinistryAnswer.objects.filter(workplan=plan),
        VersionLineNeed: VersionLineNeed.objects.filter(line__version__workplan=plan),
        VersionLineSupport: VersionLineSupport.objects.filter(line__version__workplan=plan),
        Event: events_about(plan)
        | events_about_all(CountryReview.objects.filter(review__cycle=plan.cycle, taskforce=plan.taskforce)),
    }


def prose_of(model: type[models.Model]) -> list[str]:
    """The columns in which people write as they like."""
    return [
        column.name
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField)
        and not column.choices
        and column.name not in NOT_PROSE
    ]


def word(year: int, model: type[models.Model], column: str) -> str:
    """Reasons that are not sent yet are a kind of their own: the taskforce may not read them either."""
    kind = "wombat" if model is LineDecision and column != "answer" else "quokka"
    return f"{kind}{year}{model._meta.model_name}{column}".replace("_", "")


def with_word(facts: dict[str, Any], planted: str) -> dict[str, Any]:
    """The facts of an event with a word instead of each text among the parameters of its message."""

    def of(value: Any) -> Any:
        if isinstance(value, str):
            return planted
        if isinstance(value, dict) and "code" in value:
            return with_word(value, planted)
        if isinstance(value, dict) and "list" in value:
            return {"list": [of(item) for item in value["list"]]}
        return value

    return {"code": facts["code"], "params": {name: of(value) for name, value in facts["params"].items()}}


# The mark has the test database made; the office of the whole module takes the place of a transaction a test.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]
pytestmark += [pytest.mark.asvs("V8.2.2 V8.2.3 V8.4.1 V14.2.4 V15.3.1 B1 B6")]


def plant_in_events(year: int, rows: models.QuerySet[Any], values: dict[str, str]) -> None:
    planted = models.QuerySet(Event).filter(pk__in=rows.values("pk"))
    planted.update(**values)
    for event in planted.filter(facts__isnull=False):
        facts = with_word(event.facts, word(year, Event, "facts"))
        models.QuerySet(Event).filter(pk=event.pk).update(facts=facts)


def plant_by_partner(rows: models.QuerySet[Any], values: dict[str, str]) -> None:
    """A word of each partner's own in its requests, offers and answers."""
    for partner in Partner.objects.filter(contributions__in=rows).distinct():
        own = {column: f"{planted}{partner.slug}" for column, planted in values.items()}
        rows.filter(partner=partner).update(**own)


def plant_by_audience(rows: models.QuerySet[Any], values: dict[str, str]) -> None:
    """A word of each audience's own in its comments. Why the activity was returned is in its decision."""
    for audience in TalkAudience:
        own = rows.filter(audience=audience, decision=None)
        own.update(text=f"{values['text']}{audience}")
        own.filter(parent=None).update(about=f"{values['about']}{audience}")


def plant_in_decisions(year: int, rows: models.QuerySet[Any], values: dict[str, str]) -> None:
    """A word in each reason that is not sent; the answer to the desk is to a return that was sent."""
    answer = {"answer": values.pop("answer")}
    rows.update(**values)
    sent = LineDecision.objects.filter(activity__workplan__cycle__year=year, sent_at__isnull=False)
    sent.filter(activity__workplan__taskforce__slug="kh", outcome="return").update(**answer)


@pytest.fixture(scope="module")
def office(office: Office) -> Office:
    """The office of the tests with a word in every text of Cambodia's plans."""
    for year in YEARS:
        for model, rows in scope(year).items():
            values = {column: word(year, model, column) for column in prose_of(model)}
            if model is Contribution:
                plant_by_partner(rows, values)
            elif model is Comment:
                plant_by_audience(rows, values)
            elif model is LineDecision:
                plant_in_decisions(year, rows, values)
            elif model is Question:
                rows.filter(answered_at__isnull=False).update(reply=values["reply"])
                rows.update(text=values["text"])
            elif values and model is not Event:
                rows.update(**values)
            elif values:
                plant_in_events(year, rows, values)
    # Forms of what is planted: of the approved plans, and of the draft for who reads it.
    for year in (APPROVED, RETURNED, DRAFT):
        make_form(office.plan(year), by=office.world.seats["kh_lead"])
    return office


def seeds() -> list[str]:
    """Every address of the portal, with parts that are there, are hidden and are absent."""
    found = ["/1999/kh/", f"/{DRAFT}/nowhere/", f"/{DRAFT}/kh/099/", f"/{DRAFT}/kh/decisions/99/"]
    for name, parts in addresses().items():
        unknown = set(parts) - set(PARTS)
        assert not unknown, f"{name}: say in PARTS what {unknown} may be"
        # What an address names of a line is asked at the line that has all of it.
        choices = PARTS | ({"number": (1,)} if name != "activity" else {})
        if "earlier" in parts:
            choices["year"] = SPAN[1:]
        for values in product(*(choices[part] for part in parts)):
            chosen = dict(zip(parts, values, strict=True))
            # One regional plan has lines.
            if chosen.get("place") == "regional" and chosen.get("year", DRAFT) != DRAFT:
                continue
            if "thread" in chosen and chosen["thread"] != THREADS[chosen["year"]]:
                continue
            # The approved year has reviews, in both stages. Of those that are not there, one stage of one year is enough.
            if (
                "stage" in chosen
                and chosen["year"] != APPROVED
                and (chosen["year"], chosen["stage"]) != NO_REVIEW
            ):
                continue
            try:
                found.append(reverse(name, kwargs=chosen))
            except NoReverseMatch:
                continue
    return sorted(set(found))


# The addresses that take what is sent to them, and those that take no look: they say so in the same words to everybody.
TAKING = {row.name for row in ROWS if row.method == "post" and "302" in row.cells}
BUTTONS = {row.name for row in ROWS if row.method == "get" and {*row.cells.split()} == {"302", "|", "405"}}


@cache
def name_of(address: str) -> str:
    try:
        return str(resolve(urlsplit(address).path).view_name)
    except Resolver404:
        return ""


def readable(response: Any) -> str:
    """Everything a reader can get out of an answer: headers, text, and what is packed in a workbook."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    let_go(response)
    text = f"{response.headers} "
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return text + " ".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    # Search marks the half word for which the crawl asks, within the whole.
    return text + html.unescape(re.sub("</?mark>", "", body.decode(errors="replace")))


def ask(client: Client, method: str, address: str, data: dict[str, str] | None = None) -> HttpResponseBase:
    with undone():
        return getattr(client, method)(address, data or {})


def crawl(client: Client, start: list[str], within: str) -> Iterator[tuple[str, str, int, str]]:
    """Every page from the start and along its links to addresses like one, every search form, what a POST answers.

    What was done, the address, the status, and what can be read.
    """
    queue, seen, sent = list(start), set(start), set[str]()
    variants: Counter[str] = Counter()

    def asked(method: str, address: str, **data: str) -> tuple[int, str]:
        answer = ask(client, method, address, data)
        assert answer.status_code < 500, f"{method} {address}: {answer.status_code}"
        return answer.status_code, readable(answer)

    while queue:
        address = queue.pop(0)
        name, status, text = name_of(address), 0, ""
        if name not in BUTTONS:
            status, text = asked("get", address)
            yield "GET", address, status, text
        if address in start and "/kh/" in address and name in TAKING:
            # What is hidden from a look is hidden from a form: one form of each kind shows it (all: test_authz).
            form = name if status == 404 else address
            if form not in sent:
                sent.add(form)
                yield "POST", address, *asked("post", address)
        for path in links_in(text, address, within):
            # Filters multiply: a page is read in a few of its variants, not in all of them.
            page = urlsplit(path).path
            if path in seen or variants[page] == MOST_VARIANTS:
                continue
            variants[page] += 1
            seen.add(path)
            queue.append(path)
        for box in re.findall(r'<input[^>]*type="search"[^>]*name="(\w+)"', text):
            # Half the word: the box may show again what was typed, and still finds the whole. Filters fall away with it.
            if (search := f"{urlsplit(address).path}?{box}") not in sent:
                sent.add(search)
                yield "search at", address, *asked("get", address, **{box: "quokka"})


def links_in(text: str, address: str, within: str) -> Iterator[str]:
    """The addresses to which a page leads, with their queries. Those of the head are on every page."""
    for link in dict.fromkeys(re.findall(r'(?:href|hx-get|action|src)="([^"]+)"', text)):
        # One that begins at the root leads to the same place from every page.
        path = path_of(link, "" if link.startswith("/") else address)
        if path and re.match(within, path):
            yield path


@cache
def path_of(link: str, address: str) -> str:
    """Where a link of the page at an address leads, with its query; nothing where nobody looks."""
    target = urlsplit(urljoin(address, link))
    path = target.path + (f"?{target.query}" if target.query else "")
    unread = target.netloc or path.startswith(("/static/", "/accounts/")) or MORE_OF_THE_SAME.match(path)
    return "" if unread else path


class Read:
    """What a reader finds: the words, each with where; and each page of the year of drafts, to be compared."""

    def __init__(self, office: Office, name: str, pattern: str, start: list[str], within: str = "/") -> None:
        self.words: dict[str, list[str]] = {}
        self.pages: dict[str, tuple[int, str]] = {}
        pages = [page for page in start if re.match(within, page)]
        for how, address, status, text in crawl(signed_in(office.world, name), pages, within):
            for hit in set(re.findall(pattern, text)):
                self.words.setdefault(hit, []).append(f"{how} {address}")
            if how == "GET" and address in start and is_of_drafts(address):
                self.pages[address] = status, without_tokens(text)


def is_of_drafts(address: str) -> bool:
    return address.startswith(f"/{DRAFT}/") or address in ("/", "/years/")


# Each word of a pattern begins with a letter of its own: the search then passes over all other places.
PLANTED = r"quokka20\d\d[a-z]+|wombat20\d\d[a-z]+"
# Of grants. The mark against forgery may have the three letters by chance, between others.
GRANTED = r"N(?<=\bN)OK\b|kiwi|21,239|31,239"
OWN_OF_IOM = re.compile(r"quokka20\d\dcontribution(?:what|word|toldhow)iom")


@pytest.fixture(scope="module")
def start(office: Office) -> list[str]:
    return seeds()


@pytest.fixture(scope="module")
def crawled(office: Office, start: list[str]) -> Callable[[str], Read]:
    """What a reader finds in the office as it is."""
    within = {"kh_lead": OF_CAMBODIA, "kh_member": OF_ITS_PLAN}
    pattern = "|".join([PLANTED, DELEGATE, GRANTED, *SUMS])
    return cache(lambda name: Read(office, name, pattern, start, within.get(name, "/")))


def test_every_text_is_planted_or_said_to_be_open(office):
    texts = {
        model._meta.label_lower
        for label in ("workplans", "reporting")
        for model in apps.get_app_config(label).get_models()
        if prose_of(model)
    }
    planted = {model._meta.label_lower for model in scope(DRAFT)}
    assert texts - planted - OPEN_TEXTS == set()


def test_the_words_are_really_there(office):
    for year in YEARS:
        for model, rows in scope(year).items():
            for column in prose_of(model):
                if rows.exists() and column != "answer":
                    planted = {f"{column}__startswith": word(year, model, column)}
                    assert rows.filter(**planted).exists(), (year, model, column)
    assert scope(SUBMITTED)[LineDecision].exists()
    assert any(word(SUBMITTED, Event, "facts") in str(event.facts) for event in scope(SUBMITTED)[Event])
    assert scope(APPROVED)[ActivityProgress].exists()
    assert scope(APPROVED)[Evidence].exists()
    assert scope(APPROVED)[VersionLine].exists()
    assert scope(APPROVED)[WorkplanVersion].exists()


@pytest.mark.parametrize("name", OUTSIDERS)
def test_outsider_finds_no_word_and_no_sum(crawled, name):
    found = {hit: where for hit, where in crawled(name).words.items() if not re.fullmatch(GRANTED, hit)}
    if name in ("iom", "lao_desk"):
        # A desk reads every approved version, with its sums; iom what it offered itself.
        found = {hit: where for hit, where in found.items() if hit not in SUMS}
    if name == "iom":
        # What it offered it may read again, with the answer; the lines themselves it may not.
        found = {hit: where for hit, where in found.items() if not OWN_OF_IOM.fullmatch(hit)}
    if name == "lao_desk":
        of_record = tuple(
            f"quokka{year}{model}"
            for year, model in product((APPROVED, RETURNED), ("workplanversion", "versionline"))
        )
        # Closed answers, and what the lead ticked for the Secretariat.
        ticked = ((ActivityProgress, "narrative"), (Evidence, "title"), (Evidence, "name"))
        closed = {word(APPROVED, model, column) for model, column in ticked}
        assert closed <= {*found}
        found = {
            hit: where for hit, where in found.items() if not hit.startswith(of_record) and hit not in closed
        }
    assert {hit: where[:3] for hit, where in found.items()} == {}


@pytest.fixture(scope="module")
def found_by_partner_who_reads(office: Office, start: list[str]) -> dict[str, list[str]]:
    """The words that iom finds once Cambodia's draft is open to it and the approved plan is released."""
    iom = office.world.seats["iom"]
    pages = [page for page in start if page == "/" or page.startswith((f"/{DRAFT}/kh/", f"/{APPROVED}/kh/"))]
    with undone():
        Opening.objects.create(
            workplan=office.plan(DRAFT),
            partner=iom.partner,
            opened_at="2011-02-02T00:00Z",
            opened_by=iom.user,
        )
        version = office.plan(APPROVED).of_record
        Release.objects.create(
            version=version, audience=Audience.PARTNERS, at="2011-02-02T00:00Z", by=iom.user
        )
        return Read(office, "iom", f"{PLANTED}|41,237", pages).words


def test_partner_who_reads_the_same_draft_finds_no_word_of_another_partner(found_by_partner_who_reads):
    """CO-12: not a request, an offer, an amount, an answer or how it was told; in a released plan names alone."""
    told = {hit for hit in found_by_partner_who_reads if "contribution" in hit or "support" in hit}
    assert {hit: found_by_partner_who_reads[hit][:3] for hit in told if not OWN_OF_IOM.fullmatch(hit)} == {}
    assert "41,237" not in found_by_partner_who_reads
    # The negative control: the same crawl finds its own words, and what a reader of the draft may read.
    assert f"{word(DRAFT, Contribution, 'what')}iom" in found_by_partner_who_reads
    assert word(DRAFT, TechnicalNeed, "what") in found_by_partner_who_reads
    assert word(APPROVED, VersionLine, "title") in found_by_partner_who_reads


@pytest.mark.parametrize("name", ["kh_lead", "kh_member"])
def test_taskforce_reads_its_texts_and_no_unsent_reason(crawled, name):
    found = crawled(name).words
    assert {hit: where for hit, where in found.items() if hit.startswith("wombat")} == {}
    assert (DELEGATE in found) is (name == "kh_lead")
    # The negative control: the same crawl finds what this reader may read.
    for year in YEARS:
        assert word(year, Activity, "title") in found
    assert word(DRAFT, Workplan, "needs") in found
    assert "search at /search/" in found[word(DRAFT, Activity, "title")]
    assert "search at /search/" in found[word(DRAFT, TechnicalNeed, "what")]
    if name == "kh_lead":
        assert f"GET /{DRAFT}/kh/print/pdf/" in found[word(DRAFT, Activity, "title")]
    assert f"GET /{APPROVED}/kh/print/pdf/" in found[word(APPROVED, VersionLine, "title")]
    assert word(DRAFT, Activity, "description") in found
    assert word(APPROVED, ActivityProgress, "narrative") in found
    assert {word(APPROVED, Question, column) for column in ("text", "reply")} <= found.keys()
    assert f"GET /{APPROVED}/reviews/mid-year/kh/evidence/001/" in found[word(APPROVED, Evidence, "title")]


def test_the_trail_of_answers_is_read_by_their_taskforce_and_by_nobody_beside_it(office):
    address = f"/{APPROVED}/reviews/mid-year/kh/"
    for name, reads in (("kh_member", True), ("kh_desk", True), ("lao_lead", False), ("ilo", False)):
        answer = ask(signed_in(office.world, name), "get", address)
        assert (word(APPROVED, Event, "note") in readable(answer)) is reads, name


COMMENT = re.compile(r"quokka(20\d\d)comment(?:text|about)(taskforce|both|secretariat|partner)")


def heard_in(found: dict[str, list[str]]) -> set[tuple[str, str]]:
    """The years and audiences of the comments among the words."""
    return {(match[1], match[2]) for hit in found if (match := COMMENT.fullmatch(hit))}


@pytest.mark.parametrize("name", ["kh_desk", "regional_office"])
def test_secretariat_reads_unsent_reasons_and_no_draft_that_is_not_open_to_it(office, start, name):
    with undone():
        Opening.objects.filter(workplan__cycle__year=DRAFT).update(ended_at="2011-02-02T00:00Z")
        # What other countries have not released the regional office alone reads.
        found = Read(office, name, PLANTED, start, "/" if name == "regional_office" else OF_ITS_DESK).words
    assert {hit: where[:3] for hit, where in found.items() if hit.startswith(f"quokka{DRAFT}")} == {}
    assert {audience for _, audience in heard_in(found)} <= {"both", "secretariat"}
    # The negative control: the same crawl finds what this reader may read.
    assert word(SUBMITTED, LineDecision, "reason") in found
    # The office reads answers, and the questions about them, once they are submitted.
    asked = {word(APPROVED, Question, column) for column in ("text", "reply")}
    assert asked & found.keys() == (asked if name == "kh_desk" else set())


def comments_heard(found: dict[str, list[str]]) -> set[str]:
    """The audiences whose comments were found, on pages and in no file."""
    heard = heard_in(found)
    assert (str(DRAFT), "both") in heard
    files = {
        where
        for hit in found
        if COMMENT.fullmatch(hit)
        for where in found[hit]
        if "export" in where or "print" in where
    }
    assert files == set()
    return {audience for _, audience in heard}


@pytest.mark.parametrize(
    ("name", "audiences"),
    [("kh_lead", {"taskforce", "both", "partner"}), ("kh_member", {"taskforce", "both"})],
)
def test_taskforce_finds_no_word_of_comments_to_others(crawled, name, audiences):
    assert comments_heard(crawled(name).words) == audiences


def test_desk_that_reads_the_draft_finds_no_word_of_comments_to_others(office, start):
    found = Read(office, "kh_desk", PLANTED, start, f"/{DRAFT}/kh/").words
    assert comments_heard(found) == {"both", "secretariat"}


def test_a_partner_finds_its_comments_where_it_reads_the_plan_and_none_where_it_does_not(
    found_by_partner_who_reads,
):
    assert heard_in(found_by_partner_who_reads) == {(str(DRAFT), "partner"), (str(APPROVED), "partner")}


@pytest.mark.parametrize(
    ("name", "reads"),
    [("lao_lead", True), ("lao_desk", True), ("ilo", False), ("iom", False), ("observer", False)],
)
def test_answer_to_a_recommendation_is_read_by_the_taskforces_and_the_secretariat_alone(
    office, start, name, reads
):
    with undone():
        RecommendationAnswer.objects.create(
            addressee_id=office.keys["addressee"],
            status="not_followed",
            words="A numbat",
            at=timezone.now(),
            by=office.world.seats["kh_lead"].user,
        )
        Meeting.objects.filter(pk=office.keys["meeting"]).update(decisions="A wombat")
        found = Read(office, name, "numbat|wombat", start, "/(meetings|search)/").words
    board = {"GET /meetings/recommendations/", "GET /meetings/recommendations/list.csv"}
    assert board.issubset(found.get("numbat", ())) is reads
    assert {"GET /meetings/som-9/", "GET /meetings/list.csv"}.issubset(found.get("wombat", ())) is reads
    assert bool(found) is reads


@pytest.mark.parametrize("name", ["kh_lead", "kh_desk", "lao_lead", "ilo", "iom", "regional_office"])
def test_grant_and_its_conditions_reach_the_regional_office_alone(office, start, crawled, name):
    """Its donor reads the title and what it promised; the rest once the workplan is released to partners.

    The country and its desk read how much of their workplan all grants together secure.
    """
    within = rf"/(grants|statement|search|partners|{APPROVED}/kh)/"
    read = crawled(name) if name in (*OUTSIDERS, "kh_lead") else Read(office, name, GRANTED, start, within)
    found = {hit for hit in read.words if re.fullmatch(GRANTED, hit)}
    own = {"kh_lead": {"21,239"}, "kh_desk": {"21,239"}, "iom": {"kiwi", "31,239"}}
    own |= {"regional_office": {"NOK", "kiwi", "21,239", "31,239"}}
    assert found == own.get(name, set())


@pytest.mark.parametrize("name", ["kh_lead", "kh_desk", "ilo", "observer", "regional_office"])
def test_what_is_written_for_an_edition_reaches_the_regional_office_alone(office, start, name):
    pages, by = [page for page in start if "/report/" in page], office.world.seats["regional_office"]
    readers, made = (office.plan(APPROVED).cycle, Audience.TASKFORCES), {"pdf": "r.pdf", "workbook": "r.xlsx"}
    with undone():
        write_words(draft_for(*readers), {"foreword": "A numbat."}, seen=1, by=by, now=NOW)
        draft = ask_for_draft(*readers, "A numbat.", by=by, now=NOW)
        AnnualReport.objects.filter(pk=draft.pk).update(status="ready", made_at=NOW, **made)
        found = Read(office, name, "numbat", [*pages, "/search/?q=annual"], "/(.*report|search)/").words
    assert bool(found) is (name == "regional_office")


@pytest.mark.parametrize("audience", RELEASE_AUDIENCES)
def test_no_edition_for_others_holds_a_word(office, audience):
    for year in YEARS:
        rows = report_rows(office.plan(year).cycle, audience, on=timezone.localdate())
        dataset = to_json(build_dataset(rows))
        assert re.findall(PLANTED, dataset) == []


@pytest.mark.parametrize("audience", Audience)
def test_a_title_of_evidence_reaches_the_audience_that_it_is_ticked_for_and_no_other(office, audience):
    """Of closed answers, in a plan that is released to everybody: on pages, and in the figures of an edition."""
    planted, within = word(APPROVED, Evidence, "title"), f"/{APPROVED}/comparison/"
    plan, lead = office.plan(APPROVED), office.world.seats["kh_lead"].user
    closed = {"status": "closed", "submitted_at": NOW, "submitted_by": lead, "closed_at": NOW}
    with undone():
        for reader in RELEASE_AUDIENCES:
            Release.objects.create(version=plan.of_record, audience=reader, at=NOW, by=lead)
        CountryReview.objects.filter(review__cycle=plan.cycle, taskforce=plan.taskforce).update(**closed)
        Evidence.objects.update(shown_to=[audience])
        # The process remembers figures by the revision.
        AnnualCycle.objects.filter(pk=plan.cycle_id).update(revision=1_000 + list(Audience).index(audience))
        cycle = AnnualCycle.objects.select_related("plan").get(pk=plan.cycle_id)
        frozen = {
            reader: to_json(build_dataset(report_rows(cycle, reader, on=NOW.date()))) for reader in Audience
        }
        found = {
            reader: Read(office, name, planted, [f"{within}1.T1/kh/", f"{within}money/"], within).words
            for reader, name in ((Audience.SECRETARIAT, "lao_desk"), (Audience.TASKFORCES, "lao_lead"))
        }
    assert {reader for reader, text in frozen.items() if planted in text} == {audience}
    assert {reader for reader, where in found.items() if where} == {audience} & found.keys()


@pytest.mark.parametrize("name", ["ilo", "iom", "observer"])
def test_no_form_for_partners_and_observers_holds_support_of_others(office, name):
    with undone():
        seat, plan = office.world.seats[name], office.plan(APPROVED)
        for audience in (Audience.PARTNERS, Audience.OBSERVERS):
            Release.objects.get_or_create(
                version=plan.of_record,
                audience=audience,
                ended_at=None,
                defaults={"by": office.world.seats["kh_lead"].user, "at": "2011-02-02T00:00Z"},
            )
        found = figures_for(seat, plan, plan.of_record).dataset
        assert word(APPROVED, VersionLine, "title") in found
        assert word(APPROVED, VersionLineSupport, "what") not in found
        assert "UNICEF" in found
        assert "41237" not in found
        if seat.partner is not None:
            Opening.objects.get_or_create(
                workplan=office.plan(DRAFT),
                partner=seat.partner,
                ended_at=None,
                defaults={"opened_at": "2011-02-02T00:00Z", "opened_by": office.world.seats["kh_lead"].user},
            )
        # A form of a draft has the amounts of all partners, also where the draft is opened to one.
        with pytest.raises(PermissionDenied):
            figures_for(seat, office.plan(DRAFT), None)
        # The negative control: the taskforce's own has both.
        own = figures_for(office.world.seats["kh_officer"], plan, plan.of_record).dataset
        assert word(APPROVED, VersionLineSupport, "what") in own
        assert "41237" in own


@pytest.mark.parametrize("name", ["kh_officer", "kh_desk", "regional_office"])
def test_no_form_holds_what_is_only_offered_or_asked_or_not_sent(office, name):
    for year in YEARS:
        plan = office.plan(year)
        for version in (None, *plan.versions.all()):
            found = figures_for(office.world.seats[name], plan, version).dataset
            assert "wombat" not in found
            assert "31236" not in found
            # Taskforce and Secretariat read what is in reserve; an approved version has none.
            assert version is None or version.pk != plan.of_record_id or "81235" not in found


def test_the_secretariat_s_edition_holds_the_words_of_record(office):
    """The negative control of the test above."""
    rows = report_rows(office.plan(APPROVED).cycle, Audience.SECRETARIAT, on=timezone.localdate())
    dataset = to_json(build_dataset(rows))
    for model, column in ((WorkplanVersion, "needs"), (WorkplanVersion, "agreed_by"), (VersionLine, "title")):
        assert word(APPROVED, model, column) in dataset


def _empty() -> None:
    rows = Activity.objects.filter(workplan__cycle__year=DRAFT, workplan__taskforce__slug="kh")
    for parent in (False, True):
        talk = Comment.objects.filter(workplan__cycle__year=DRAFT, workplan__taskforce__slug="kh")
        talk.filter(parent__isnull=parent).delete()
    Contribution.objects.filter(activity__in=rows).delete()
    PrintedForm.objects.filter(workplan__cycle__year=DRAFT, workplan__taskforce__slug="kh").delete()
    MinistryAnswer.objects.filter(workplan__cycle__year=DRAFT, workplan__taskforce__slug="kh").delete()
    rows.delete()
    Workplan.objects.filter(cycle__year=DRAFT, taskforce__slug="kh").update(committed=0, needs="")


def _absent() -> None:
    _empty()
    Opening.objects.filter(workplan__cycle__year=DRAFT, workplan__taskforce__slug="kh").delete()
    Workplan.objects.filter(cycle__year=DRAFT, taskforce__slug="kh").delete()


def without_tokens(text: str) -> str:
    """The text without what differs at every request. A workbook bears the moment at which it was made."""
    text = re.sub(r"(csrfmiddlewaretoken\W+value=\W*|X-CSRFToken\W+)\w+", r"\1", text)
    if "spreadsheetml" in text:
        moments = (
            r"(dcterms:\w+ [^>]*>)[^<]+|('Content-Length': ')\d+|\d+ \w+ \d{4}, \d\d:\d\d(?=, Bangkok time)"
        )
        return re.sub(moments, r"\1\2", text)
    return text


def _answers(client: Client, addresses: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Status and text of each, without what differs at every request."""
    found = {}
    for address in addresses:
        response = ask(client, "get", address)
        found[address] = (response.status_code, without_tokens(readable(response)))
    return found


def differences(one: dict[str, tuple[int, str]], other: dict[str, tuple[int, str]]) -> dict[str, list[str]]:
    """The lines in which two answers differ, by address."""
    return {
        address: [
            line
            for line in ndiff(one[address][1].splitlines(), other[address][1].splitlines())
            if line.startswith(("+", "-"))
        ]
        for address in one
        if one[address] != other[address]
    }


@pytest.mark.parametrize("name", ["lao_lead", "lao_desk", "ilo", "observer"])
def test_hidden_and_absent_answer_byte_for_byte_the_same(office, crawled, name):
    client, hidden = signed_in(office.world, name), crawled(name).pages
    # A country without a workplan row has no column in the comparison and no row on the page of the year, and its own
    # page says that it does not take part, which says nothing of a draft.
    of_the_country = [
        address for address in hidden if address.startswith((f"/{DRAFT}/kh/", f"/{DRAFT}/steps/"))
    ]
    answers = []
    for change, pages in ((_empty, hidden), (_absent, of_the_country)):
        with undone():
            change()
            answers.append(_answers(client, pages))
    empty, absent = answers
    assert f"/{DRAFT}/kh/" in hidden
    assert "does not take part" in absent.pop(f"/{DRAFT}/kh/")[1]
    assert differences(hidden, empty) == {}
    assert differences(absent, empty) == {}


def test_a_line_that_is_there_and_one_that_is_not_answer_the_same(office):
    client = signed_in(office.world, "lao_officer")
    there, not_there = (
        ask(client, "get", reverse("activity", kwargs={"year": DRAFT, "place": "kh", "number": number}))
        for number in (1, 99)
    )
    assert there.status_code == not_there.status_code == 404
    hidden, absent = (without_tokens(readable(answer)).replace("099", "001") for answer in (there, not_there))
    assert hidden == absent


def test_readers_of_a_draft_see_that_it_changed(office, start):
    """The negative control of the byte-for-byte tests."""
    client = signed_in(office.world, "kh_officer")
    before = _answers(client, [f"/{DRAFT}/kh/"])
    with undone():
        _empty()
        assert _answers(client, [f"/{DRAFT}/kh/"]) != before


def test_no_planted_word_leaves_by_a_mail_a_notice_or_a_calendar(office):
    """Not even to those who may read it in the portal: a mail lies where no right is asked."""
    lead, planted = office.world.seats["kh_lead"], word(DRAFT, Event, "note")
    with undone():
        for verb, row in VERBS["workplan"].items():
            if row.tells:
                facts = message(
                    "draft.opened_to_partner",
                    partner=planted,
                    partner_key=office.world.seats["ilo"].partner_id,
                    activity_number=1,
                )
                record_event(
                    verb,
                    office.plan(DRAFT),
                    by=lead,
                    now=timezone.now(),
                    facts=facts,
                    note=planted,
                    label="KH-2011-001",
                )
        tell_all(now=timezone.now())
        Mail.objects.update(due_at=timezone.now())
        mails = sent()
        assert len(mails) > 10
        told = [
            f"{letter.subject} {letter.body} {letter.alternatives[0].content} {letter.extra_headers}"
            for letter in mails
        ]
        told += [str(notice.facts) for notice in Notice.objects.all()]
        for seat in office.world.seats.values():
            key = make_calendar_address(seat, now=timezone.now())
            told.append(readable(ask(Client(), "get", f"/calendar/{key}/")))
        # The page names the line to whoever reads it now, and to nobody else who was told.
        Opening.objects.filter(workplan__cycle__year=DRAFT).update(ended_at="2011-02-02T00:00Z")
        shown = {
            name: set(re.findall(PLANTED, readable(ask(signed_in(office.world, name), "get", "/notices/"))))
            for name in ("kh_officer", "kh_desk", *OUTSIDERS)
        }
        assert Notice.objects.filter(user=office.world.seats["ilo"].user, facts__number=1).exists()
    assert {name: words for name, words in shown.items() if words} == {
        "kh_officer": {word(DRAFT, Activity, "title")}
    }

    found = {word for text in told for word in re.findall(r"(?:quokka|wombat)\w*", text)}
    assert found == set()
