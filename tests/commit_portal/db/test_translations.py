"""Names and texts of reference data are read in the reader's language, and in English where there is no other text."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from commit_portal.db.translations import Translation, forget, put_translation, translated
from commit_portal.models import User
from reporting.dataset.build import build_dataset
from reporting.dataset_queries.rows import report_rows
from spa.actions.reference import REFERENCE, load_plans
from spa.models import ActivityType, Area, Correction, MenuActivity, Target
from spa.queries import text_in_force
from tests import cast
from workplans.models import Country
from workplans.people import reference_data
from workplans.statuses import Audience

pytestmark = pytest.mark.django_db
SEVERAL = [("en", "English"), ("fr", "Français")]


@pytest.fixture
def two_languages(settings: Any) -> Iterator[None]:
    settings.LANGUAGES = SEVERAL
    forget()
    yield
    forget()


@pytest.fixture
def french(world: cast.World, two_languages: None) -> cast.World:
    """The world with French texts of its plan of action, a country and a type."""
    for row, field, text in (
        (world.plan, "title", "Un plan d'action"),
        (Country.objects.get(code="KH"), "name", "Cambodge"),
        (Area.objects.get(plan=world.plan, code="1"), "title", "Politique"),
        (Target.objects.get(plan=world.plan, code="1.T1"), "text", "Une première cible"),
        (MenuActivity.objects.filter(area__plan=world.plan, area__code="1").first(), "text", "Un atelier"),
        (ActivityType.objects.get(code="training"), "title", "Formation"),
    ):
        assert row is not None
        assert put_translation(row, field, "fr", text)
    return world


def test_one_language_costs_no_query(world, django_assert_num_queries):
    country = Country.objects.get(code="KH")
    with django_assert_num_queries(0), override("fr"):
        assert translated(country, "name") == "Cambodia"


def test_all_texts_of_a_language_cost_one_query(french, django_assert_num_queries):
    countries = list(Country.objects.all())
    with django_assert_num_queries(1), override("fr"):
        assert [str(country) for country in countries][:2] == ["Cambodge", "China"]
    with django_assert_num_queries(0):
        assert str(countries[0]) == "Cambodia"


def test_pages_name_places_types_and_texts_in_the_language_of_the_account(french, client_of):
    officer = french.seats["kh_officer"]
    cast.complete_line(french.workplan("kh"), by=officer)
    User.objects.update(language="fr")
    client = client_of(officer)

    plan = client.get(f"/plans/{french.plan.code}/").text
    for text in ("Un plan d&#x27;action", "Politique", "Une première cible", "Un atelier"):
        assert text in plan
    assert "Cambodge" in client.get("/2011/kh/").text
    activity = client.get("/2011/kh/001/").text
    assert "Formation" in activity
    assert "Cambodge" in client_of(french.seats["regional_office"]).get("/").text


def test_edition_freezes_the_texts_of_its_language(french):
    rows: dict[str, Any] = {}
    for language in ("fr", "en"):
        with override(language):
            rows[language] = build_dataset(
                report_rows(french.cycle, Audience.SECRETARIAT, on=date(2011, 3, 1))
            )

    said = [
        (
            found.facts.plan.title,
            found.countries[0].name,
            found.areas[0].title,
            found.areas[0].targets[0].text,
            "Formation" in [kind.name for kind in found.types],
        )
        for found in rows.values()
    ]
    first = Target.objects.get(plan=french.plan, code="1.T1")
    assert said == [
        ("Un plan d'action", "Cambodge", "Politique", "Une première cible", True),
        (french.plan.title, "Cambodia", Area.objects.get(pk=first.area_id).title, first.text, False),
    ]


def test_correction_is_read_as_it_was_written(french):
    target = Target.objects.get(plan=french.plan, code="1.T1")
    with override("fr"):
        assert text_in_force(target, date(2011, 3, 1), 1) == "Une première cible"
    Correction.objects.create(
        target=target, text="A corrected target", reason="-", source="-", made_at=cast.NOW,
        by=french.seats["regional_office"].user, in_force_from=date(2011, 1, 1),
    )  # fmt: skip
    with override("fr"):
        assert text_in_force(target, date(2011, 3, 1), 1) == "A corrected target"


def test_row_keeps_its_english_text(french):
    country = Country.objects.get(code="KH")
    with override("fr"):
        country.save()
    country.refresh_from_db()
    assert country.name == "Cambodia"


def test_reference_files_hold_texts_by_language(tmp_path, two_languages):
    plans, places = tmp_path / "spa", tmp_path / "workplans"
    shutil.copytree(REFERENCE, plans)
    shutil.copytree(reference_data.REFERENCE, places)
    _add(plans / "activity-types.toml", 'title = "Training"', 'in.fr.title = "Formation"')
    _add(plans / "spa-3.toml", 'code = "spa-3"', 'in.fr.title = "Plan III"')
    _add(plans / "spa-3.toml", 'text = "Public awareness"', 'in.fr.text = "Sensibilisation"')
    _add(places / "countries.toml", 'name = "Cambodia"', 'in.fr.name = "Cambodge"')

    def load() -> int:
        plans_loaded = load_plans(now=cast.NOW, folder=plans)
        return (plans_loaded + reference_data.load_countries_and_bodies(now=cast.NOW, folder=places)).written

    assert load() > 0
    assert sorted(Translation.objects.values_list("text", flat=True)) == [
        "Cambodge", "Formation", "Plan III", "Sensibilisation",
    ]  # fmt: skip
    assert load() == 0
    _add(places / "countries.toml", 'name = "China"', 'in.fr.name = "Chine"')
    assert load() == 1


def _add(path: Path, after: str, line: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert after in text
    path.write_text(text.replace(after, f"{after}\n{line}", 1), encoding="utf-8")
