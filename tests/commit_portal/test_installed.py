"""What is installed: no package below the version that mended a fault which would reach us, and a list of all of it."""

import json
import subprocess
import sys
import tomllib
from importlib.metadata import distributions, version

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.services import BASE_DIR

pytestmark = pytest.mark.asvs("V15.1.2 B66")

ASKED = {
    requirement.name.lower(): requirement
    for requirement in map(
        Requirement, tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["dependencies"]
    )
}
# The security bar's row 66.
MENDED_IN = {
    "django": "6.1.3",
    "weasyprint": "70.0",
    "django-import-export": "4.4.3",
    "django-allauth": "65.21.1",
    "celery": "5.7.0",
}


@pytest.mark.parametrize(("name", "mended"), MENDED_IN.items())
def test_no_version_before_a_fault_was_mended_is_installed_or_asked_for(name, mended):
    (lowest,) = [one.version for one in ASKED[name].specifier if one.operator == ">="]
    assert Version(version(name)) >= Version(lowest) >= Version(mended)


def test_every_installed_package_stands_in_the_bill_of_materials():
    made = subprocess.run([sys.executable, ".ci/sbom"], cwd=BASE_DIR, capture_output=True, check=True).stdout
    bill = json.loads(made)

    listed = {
        one["name"]: one["version"] for one in bill["components"] if one["purl"].startswith("pkg:pypi/")
    }
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert listed == {one.metadata["Name"].lower().replace("_", "-"): one.version for one in distributions()}
    assert len({one["bom-ref"] for one in bill["components"]}) == len(bill["components"])
