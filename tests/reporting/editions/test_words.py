"""What the regional office writes for an edition: the draft, the figures it tells, and the edition that freezes it."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from commit_portal.i18n import message
from commit_portal.models import Fault
from commit_portal.refusals import RuleBroken
from commit_portal.workflow import MACHINE, events_about
from reporting.dataset import OfficeText
from reporting.dataset.serialization import to_json
from reporting.dataset.years import earlier_year
from reporting.editions.actions import ask_for_edition, write_words
from reporting.editions.queries import dataset_with_words, draft_for, edition_read_before, figures_in
from reporting.editions.rules import ar_4
from reporting.editions.successors import take_place
from reporting.models import AnnualReport, ReportDraft
from reporting.notices.dispatch import tell_all
from reporting.queue.lifecycle import FAIL, tell
from reporting.report.cells import written
from reporting.report.context import print_context
from reporting.report.numbering import Imprint
from reporting.report.pdf import report_html
from reporting.report_text.figures import Figure
from tests import cast, report_rows
from tests.report_samples import AS_OF, sample_2009, several_years, without_release
from workplans.statuses import Audience

pytestmark = pytest.mark.django_db

PAGE = "/2011/report/partners/draft/"
WORDS = {
    "foreword": "Six <b>governments</b>.\n\n- one\n- **two**",
    "highlight_1": "The first.",
    "highlight_2": "The second.",
    "highlight_3": "No activity at all.",
    "note_1": "A note on the first area.",
}


def write(world: cast.World, audience: str = "partners", **texts: str) -> None:
    draft, by = draft_for(world.cycle, audience), world.seats["regional_office"]
    write_words(draft, WORDS | texts, seen=draft.row_version, by=by, now=cast.NOW)


def ask(world: cast.World, audience: Audience = Audience.PARTNERS, why: str = "") -> AnnualReport:
    return ask_for_edition(world.cycle, audience, by=world.seats["regional_office"], now=cast.NOW, why=why)


def made(report: AnnualReport, **columns: Any) -> AnnualReport:
    """The edition with files that were not rendered."""
    files = {"pdf": "r.pdf", "workbook": "r.xlsx", "made_at": cast.NOW}
    AnnualReport.objects.filter(pk=report.pk).update(**{"status": "ready", **files, **columns})
    report.refresh_from_db()
    return report


def typed(client: Client, **texts: str) -> dict[str, Any]:
    """The page's own fields with other texts."""
    form = client.get(PAGE).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | texts


def test_the_office_writes_and_reads_its_words_again(secretariat, desk):
    answer = secretariat.post(PAGE, typed(secretariat, **WORDS), follow=True)

    assert {answer.text.count(f' name="{field.name}"') for field in answer.context["form"]} == {1}
    draft = ReportDraft.objects.get()
    assert draft.texts == WORDS
    assert [event.verb for event in events_about(draft)] == ["write"]
    assert "Six &lt;b&gt;governments&lt;/b&gt;." in answer.text
    assert "Saved the text for the next edition" in answer.text
    assert desk.get(PAGE).status_code == 403
    assert secretariat.get("/2011/report/nobody/draft/").status_code == 404


def test_what_is_saved_is_shown_as_it_will_be_printed(world, client_of):
    office, shown = client_of(world.seats["regional_office"]), "<p>Six &lt;b&gt;governments&lt;/b&gt;.</p>"
    empty = office.get(PAGE).text
    office.post(PAGE, typed(office, **WORDS))
    made(report_rows.make_edition(world.cycle, 0, of=sample_2009(1), audience="partners"))

    beside = office.get(PAGE).text

    assert [shown in page for page in (empty, beside)] == [False, True]
    assert 'href="/2011/report/partners/0/pdf/"' in beside
    for chapter, words in (("foreword", shown), ("comparison", "A note on the first area.")):
        assert f'href="{PAGE}{chapter}/"' in beside
        assert words in office.get(f"{PAGE}{chapter}/").text


def test_two_people_write_and_neither_loses_a_word(world, client_of):
    mine, theirs = (client_of(world.seats[name]) for name in ("regional_office", "regional_manager"))
    old = typed(mine, foreword="Mine.")
    theirs.post(PAGE, typed(theirs, foreword="Theirs.", note_1="Their note."))

    stale = mine.post(PAGE, old)
    again = mine.post(PAGE, typed(mine, foreword="Mine."))

    assert stale.status_code == 409
    assert "Theirs." in stale.text
    assert "Mine." in stale.text
    assert again.status_code == 302
    assert ReportDraft.objects.get().texts == {"foreword": "Mine.", "note_1": "Their note."}


def test_words_are_frozen_with_the_figures_of_their_readers_alone(world):
    write(world)

    for_partners, for_observers = ask(world), ask(world, Audience.OBSERVERS)

    dataset = for_partners.frozen()
    assert dataset.texts == WORDS
    assert for_observers.frozen().words == ()
    # Without them an edition has the digest that it had.
    assert {"words", "since"} & json.loads(to_json(sample_2009()))["dataset"].keys() == set()
    page = report_html(dataset, Imprint(1, for_partners.digest, AS_OF))
    assert "<p>Six &lt;b&gt;governments&lt;/b&gt;.</p><ul><li>one</li><li><b>two</b></li></ul>" in page
    assert "A note on the first area." in page


@pytest.mark.asvs("V1.3.5")
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("One\ntwo", "<p>One two</p>"),
        ("A\n- b\n- c", "<p>A</p><ul><li>b</li><li>c</li></ul>"),
        ("2 ** 3 ** 4", "<p>2 ** 3 ** 4</p>"),
        ("**<i>**", "<p><b>&lt;i&gt;</b></p>"),
    ],
)
def test_all_but_paragraphs_lists_and_bold_is_text(text, html):
    assert written(text) == html


def test_ar_4_a_highlight_whose_figure_changed_is_asked_about_before_the_edition(world, secretariat):
    cast.cambodia_agreed(world)
    now = dataset_with_words(draft_for(world.cycle, "secretariat"), now=cast.NOW)
    figure = next(one for one in figures_in(now, now=cast.NOW) if one.key == "activities")
    write(world, "secretariat", figure_1="activities=97", figure_2="target.gone=3", highlight_3="")

    with pytest.raises(RuleBroken) as broken:
        ask_for_edition(world.cycle, Audience.SECRETARIAT, by=MACHINE, now=cast.NOW)
    page = secretariat.get("/2011/report/secretariat/draft/").text
    refused = secretariat.post("/2011/report/new/", {"audience": "secretariat"})

    said = f"{figure.table} now says {figure.value}. Your sentence says 97. Correct highlight 1 and choose its figure again."
    assert [str(one) for one in broken.value.violations] == [
        said,
        "The report no longer has the figure of highlight 2. Correct the highlight and choose another figure.",
        "Write three to six highlights, or none.",
    ]
    assert said in page
    assert "The figure before: 97" in page
    assert (refused.status_code, said in refused.text) == (422, True)
    write(world, "secretariat", figure_1=figure.told)
    printed = print_context(ask(world, Audience.SECRETARIAT).frozen(), Imprint(1, "0" * 64, AS_OF))
    assert [one["table"] for one in printed["foreword"]["highlights"]] == [figure.table, "", ""]


def test_the_figures_of_the_sample_have_one_key_each_and_hold_the_words_of_its_tables():
    found = figures_in(sample_2009(), now=AS_OF)

    assert len({one.key for one in found}) == len(found)
    assert [(one.table, one.value) for one in found if one.key == "activities"] == [("Table 4.1", "139")]
    assert list(ar_4({f"highlight_{n}": "." for n in (1, 2, 3)} | {"figure_1": found[0].told}, found)) == []


def test_ar_4_a_highlight_rests_on_answers_due_dates_partners_recommendations_and_targets_without_work():
    sample = sample_2009()
    due = [replace(one, due_on=date(2009, 6, 1)) for one in sample.areas[0].targets]
    chapters = tuple(
        replace(part, activities=tuple(replace(line, targets=()) for line in part.activities))
        for part in sample.chapters
    )
    areas = (replace(sample.areas[0], targets=tuple(due)), *sample.areas[1:])
    found = {one.key: one for one in figures_in(replace(sample, areas=areas, chapters=chapters), now=AS_OF)}

    expected = {
        "money.accepted": ("Table 5.1", "410,900"),
        "money.spent_within": ("Table 5.1", "303,290.50"),
        "money.spent_apart": ("Table 5.1", "7,609.50"),
        "moved.forward": ("Table 6.1", "7"),
        "moved.back": ("Table 6.1", "0"),
        "overdue": ("Table 6.2", "6"),
        "nobody": ("Table 3.2", "6"),
        "made.done": ("Table 15.2", "1"),
        "made.open": ("Table 15.2", "4"),
        "followed.done": ("Table 15.3", "1"),
        "followed.open": ("Table 15.3", "2"),
    }
    assert {key: (found[key].table, found[key].value) for key in expected} == expected
    texts = {f"highlight_{number}": "." for number in (1, 2, 3)}
    for key, (table, value) in expected.items():
        said = f"{table} now says {value}. Your sentence says 97. Correct highlight 1 and choose its figure again."
        assert [str(one) for one in ar_4(texts | {"figure_1": f"{key}=97"}, found.values())] == [said]
    # Years beside each other have a table for each area; outsiders read no money of partners, so none is offered.
    beside = {one.key: one.table for one in figures_in(several_years(), now=AS_OF)}
    assert beside["moved.forward"] == "Table 4.1"
    outside = {one.key for one in figures_in(sample_2009(audience="partners"), now=AS_OF)}
    assert expected.keys() - outside == {
        "money.accepted",
        "money.spent_within",
        "money.spent_apart",
        "nobody",
    }


@pytest.mark.parametrize(
    ("value", "sentence", "told"),
    [
        ("112", "In 2011 the countries held 1,121 activities.", "1,121"),
        ("112", "The countries held 97 activities in area 2.", "97"),
        ("US$1,200", "The Secretariat paid US$1300.", "1300"),
        ("112", "In 2011 the countries held 112 activities.", ""),
        ("112", "The countries held ១១២ activities.", ""),
        ("112", "All activities of 2011 are done.", ""),
        ("112", "Of 30 activities, 97 are done.", ""),
        ("3", "Three targets of area 2 are achieved.", ""),
        ("6", "All countries answered at SOM 8.", ""),
        ("6", "Targets 3, 4 and 5 are achieved, as edition 2 said.", ""),
        ("6", "Target 1.5 is achieved", ""),
        ("6", "1.T5 and KH-2011-001 are achieved", ""),
        ("US$1,200", "The Secretariat paid US$1200.", ""),
        ("1,200", "The countries held 1.200 activities.", ""),
        ("6", "The Secretariat paid US$1.5 million.", ""),
    ],
)
def test_ar_4_a_highlight_does_not_say_one_other_number(value, sentence, told):
    figure = Figure("activities", "Table 4.1", "all activities", value)
    texts = {"highlight_1": sentence, "highlight_2": "Two.", "highlight_3": "Three.", "figure_1": figure.told}

    said = (
        f"Table 4.1 says {value}. Your sentence says {told}. Correct highlight 1, or choose another figure."
    )
    assert [str(one) for one in ar_4(texts, [figure])] == ([said] if told else [])


def test_a_draft_is_the_offices_alone_and_replaces_and_releases_nothing(world, secretariat, desk):
    made(report_rows.make_edition(world.cycle, of=sample_2009(1), audience="partners"))

    for _ in range(2):
        secretariat.post(PAGE, typed(secretariat, **WORDS, draft="1"))
        draft = AnnualReport.objects.get(edition=0)
        assert (draft.status, draft.token, draft.pdf) == ("queued", "", "")
        tell(FAIL, made(draft, token="t"), now=cast.NOW, facts={"why": message("failure.too_large")})
    tell_all(now=timezone.now(), mailed=False)
    assert not Fault.objects.exists()
    take_place(draft, timezone.now())

    assert AnnualReport.objects.filter(status="ready").count() == 2
    assert "Draft, for partners" in secretariat.get("/2011/report/").text
    assert "Draft" not in desk.get("/2011/report/").text
    assert secretariat.get("/2011/report/partners/0/foreword/").status_code == 200
    for address in ("", "foreword/", "pdf/", "zip/"):
        assert desk.get(f"/2011/report/partners/0/{address}").status_code == 404
    assert secretariat.post("/2011/report/partners/0/release/").status_code == 403
    assert AnnualReport.objects.with_overtaking().get(edition=0).overtaken_by is None
    page = report_html(draft.frozen(), Imprint(0, draft.digest, AS_OF))
    assert 'data-edition="Draft, not for quotation"' in page
    assert draft.digest[:4] not in page


def test_the_database_releases_no_draft_and_keeps_one_text_for_the_same_readers(world):
    write(world)
    draft = made(report_rows.make_edition(world.cycle, 0, of=sample_2009(1), audience="partners"))
    user = world.seats["regional_office"].user

    with pytest.raises(IntegrityError, match="draft_of_a_report_stays_a_draft"), transaction.atomic():
        made(draft, status="released", released_at=cast.NOW, released_by=user)
    said = {"postgresql": "one_report_draft_a_year_and_audience"}.get(connection.vendor, "UNIQUE")
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        ReportDraft.objects.create(cycle=world.cycle, audience="partners")


def test_a_second_edition_says_what_changed_since_the_one_that_its_readers_had(world, secretariat):
    write(world)
    first = made(ask(world))
    assert edition_read_before(world.cycle, "partners", "en") is None
    made(first, status="released", released_at=cast.NOW, released_by=world.seats["regional_office"].user)
    write(world, foreword="Another one.", why="A mistake.")

    second = made(ask(world, why="A mistake."))

    # Another one needs another reason.
    assert "why" not in ReportDraft.objects.get().texts

    page = report_html(second.frozen(), Imprint(2, second.digest, AS_OF))
    screen = secretariat.get("/2011/report/partners/2/changes/").text
    for shown in (page, screen):
        assert "What changed since edition 1" in shown
        assert "A mistake." in shown
        assert "The text of the regional office changed." in shown
    assert ask(world, why="Again.").pk == second.pk


def test_the_screen_has_a_page_for_each_chapter_of_the_pdf(world, client_of):
    dataset = replace(several_years(), words=(OfficeText("foreword", "Six governments."),))
    made(report_rows.make_edition(world.cycle, of=dataset))
    client, printed = client_of(world.seats["kh_desk"]), print_context(dataset, Imprint(1, "0" * 64, AS_OF))

    root = client.get("/2011/report/secretariat/1/").text
    chapters = [one.chapter["heading"] for one in printed["chapters"]]

    for heading, following in zip(chapters, [*chapters[1:], None], strict=True):
        answer = client.get(f"/2011/report/secretariat/1/{heading.anchor}/")
        assert answer.status_code == 200
        # The charts have the colours and letters of the screen.
        assert "Noto Sans Khmer" not in answer.text
        assert f'href="/2011/report/secretariat/1/{heading.anchor}/"' in root
        assert following is None or f"Next: {following.title}" in answer.text
    assert client.get("/2011/report/secretariat/1/nothing/").status_code == 404


def test_the_release_page_names_who_is_read_of_earlier_years(world, secretariat):
    dataset = several_years()
    before = earlier_year(without_release(replace(sample_2009(), facts=dataset.earlier[0].facts), "KH"))
    made(report_rows.make_edition(world.cycle, of=replace(dataset, earlier=(before,)), audience="partners"))

    page = secretariat.get("/2011/report/partners/1/release/").text
    assert "2008: China, Lao PDR, Myanmar, Thailand, Viet Nam and Regional" in page


def test_a_note_alone_makes_no_foreword(secretariat):
    secretariat.post(PAGE, typed(secretariat, note_1="A note."))

    texts = ReportDraft.objects.get().texts
    dataset = replace(sample_2009(), words=tuple(OfficeText(*one) for one in texts.items()))

    assert texts == {"note_1": "A note."}
    printed = print_context(dataset, Imprint(1, "0" * 64, AS_OF))
    assert "Foreword" not in [one.chapter["heading"].title for one in printed["chapters"]]
