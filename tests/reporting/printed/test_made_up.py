"""The printed form in the made-up language: its page in every state, its PDF and its workbook."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from reporting.dataset.printed_form import FormPlace, FormStage, PartnersShown, SignedForm
from reporting.dataset.serialization import digest
from reporting.models import PrintedForm
from reporting.printed.actions import ask_for_form
from reporting.report.pdf import form_html
from reporting.report.printed_form import write_form
from tests import authz_matrix, cast
from tests.form_samples import MADE_AT, sample_form, with_needs
from tests.words.editions import ON_ITS_WAY
from tests.words.made_up import LANGUAGE, faults_of_page, faults_of_workbook, made_up, set_full_width
from tests.words.test_walk_report import widened
from tests.words.walking import walk

pytestmark = [pytest.mark.no_cover, pytest.mark.once, pytest.mark.slow]

STATES: dict[str, dict[str, Any]] = ON_ITS_WAY | {
    "ready": {"status": "ready", "pdf": "f.pdf", "workbook": "f.xlsx", "pages": 2},
    "of an older draft": {"status": "ready", "pdf": "f.pdf", "workbook": "f.xlsx", "digest": "0" * 64},
}
SAMPLES: dict[str, Callable[[], SignedForm]] = {
    "approved": lambda: sample_form(signatories=()),
    "with needs and bodies": lambda: sample_form(needs=with_needs()),
    "submitted": lambda: sample_form(stage=FormStage.SUBMITTED, version=1, agreed_on=None),
    "draft": lambda: sample_form(stage=FormStage.DRAFT, version=None, lead_body=""),
    "names": lambda: replace(sample_form(), partners=PartnersShown.NAMES),
    "regional": lambda: sample_form(place=FormPlace("RG", "", is_regional=True), ceiling=None),
    "empty": lambda: sample_form(areas=()),
}


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_the_page_says_nothing_outside_the_brackets_in_any_state(world, language, state, kh_lead):
    now = timezone.now()
    cast.complete_line(world.workplan("kh"), by=world.seats["kh_officer"])
    set_full_width()
    form = ask_for_form(world.workplan("kh"), None, by=kh_lead, now=cast.NOW)
    columns = STATES[state] | {"language": LANGUAGE}
    if columns["status"] != "queued":
        columns |= {"lease_until": now, "made_at": now, "started_at": now - timedelta(seconds=500)}
    PrintedForm.objects.filter(pk=form.pk).update(**columns)

    client = authz_matrix.signed_in(world, "kh_lead")

    assert walk(client, language, "/2011/kh/print/") == []
    assert walk(client, language, "/2011/kh/print/make/?version=draft", "post") == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_printed_page_says_nothing_outside_the_brackets(sample, language):
    form: SignedForm = widened(SAMPLES[sample]())

    with made_up(language):
        page = form_html(form, as_of=MADE_AT, digest=digest(form))

    assert faults_of_page(page) == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_workbook_says_nothing_outside_the_brackets(sample, language, tmp_path):
    form: SignedForm = widened(SAMPLES[sample]())

    with made_up(language):
        write_form(form, tmp_path / "form.xlsx", as_of=MADE_AT, digest=digest(form))

    assert faults_of_workbook((tmp_path / "form.xlsx").read_bytes(), (digest(form),)) == []
