"""A portal of the table's own, whose web server is killed and started again; what its database holds afterwards."""

from dataclasses import asdict
from typing import Any

from django.conf import settings

from tests import cast, race
from tests.workplans.table import typed_rows


def prepare() -> None:
    cast.make_world()


def session() -> str:
    """The session of Cambodia's officer."""
    return race.signed_in("officer").cookies[settings.SESSION_COOKIE_NAME].value


def written() -> list[dict[str, Any]]:
    """The lines of the draft, as they were typed."""
    return [asdict(row) for row in typed_rows.written()]
