"""The address of the versions while a plan has none."""

import pytest

pytestmark = pytest.mark.django_db


def test_versions_of_a_plan_without_any_say_so(client_of, kh_plan, kh_officer, kh_lead, lao_officer):
    for reader in (kh_officer, kh_lead):
        answer = client_of(reader).get("/2011/kh/versions/", follow=True)

        assert (
            "There is no version yet. The portal keeps a version each time the workplan is submitted."
            in answer.text
        )
        assert "/2011/kh/versions/" not in answer.text
    assert client_of(lao_officer).get("/2011/kh/versions/").status_code == 404
