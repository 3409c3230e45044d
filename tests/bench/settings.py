"""The portal's own settings, with the bare pages beside its addresses."""

from commit_portal.settings import *  # noqa: F403
from commit_portal.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "tests.bench.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "tests" / "bench" / "templates"]
