"""What no page of the portal sends: numbers of 40 digits, other encodings, NUL. A page says no, never a fault."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.apps import apps
from django.db import connection
from django.template.context import BaseContext
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.authz_matrix import COLUMNS, ROWS, Office, Row, let_go, undone
from tests.sent_forms import Forms
from tests.test_authz import NOBODYS, hash_of_all_tables

HUGE = "9" * 40
FORM = "application/x-www-form-urlencoded"
# What the pages read of a query.
QUERIES = (
    *("area", "year", "country", "next", "page", "view", "round", "from", "to", "audience"),
    *("type", "target", "state", "money", "role", "kind", "in", "text", "sort"),
)
# The name of every column that there is.
COLUMNS_OF_MODELS = sorted(
    {
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
    }
)
# Addresses of what is not there, by who finds there what is.
ABSENT = {
    "kh_lead": (
        *("/1999/", "/2010/kh/", "/2011/xx/", "/2011/kh/999/", "/2011/kh/versions/9/", "/2011/kh/099/ask/"),
        *("/2011/kh/001/support/ilo/9/answer/", "/2011/kh/002/support/iom/1/answer/"),
        *("/meetings/never/", "/meetings/som-9/recommendations/9/kh/"),
    ),
    "regional_office": (
        *("/1999/report/", "/1999/report/new/", "/20111/report/", "/2011/report/nobody/1/"),
        *("/2011/report/partners/7/", f"/2011/report/partners/{HUGE}/pdf/"),
        *("/2099/reviews/", "/20111/reviews/", "/2011/reviews/som/", "/2011/reviews/never/open/"),
        *(
            "/2099/comparison/",
            "/20111/comparison/",
            "/2011/comparison/9.T9/kh/",
            "/2011/comparison/1.T1/xx/",
        ),
        *(f"/comparison/{years}/" for years in ("2012-2011", "2012-2012", "1999-2012", "2011-2019")),
        *("/comparison/2012-2012/list.csv", "/plans/spa-77/", "/plans/spa-test/targets/9.T9/edit/"),
        *("/plans/spa-test/areas/9/edit/", "/plans/spa-test/areas/9/targets/new/"),
        "/plans/spa-test/areas/2/activities/1.A1/edit/",
    ),
}
POSTS = [row for row in ROWS if row.method == "post"]
GETS = [row for row in ROWS if row.method == "get"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
pytestmark += [pytest.mark.asvs("V1.1.1 V1.4.2 V2.2.1 V2.2.2 V15.3.3 V15.3.5 V15.3.7 B4")]


def names_on(page: str, address: str) -> set[str]:
    """The names of all fields of a page, but of those that it sends elsewhere: to the search, or to sign out."""
    own = (form.names for form in Forms(page).forms if form.address in ("", address))
    return set().union(*own)


def who_may(row: Row) -> str:
    """Who gets furthest with it: the first whose form is taken, else who reads the page, else the office."""
    found = dict(zip(COLUMNS, row.cells.replace("|", " ").split(), strict=True))
    for status in ("302", "200", "405"):
        for column in COLUMNS[1:]:
            if found[column] == status:
                return column
    return "regional_office"


def fields_of_one_row(names: set[str]) -> list[str]:
    """Without the fields of a table's other rows, whose names differ by a number alone."""
    return sorted({re.sub("[0-9]+", "#", name): name for name in sorted(names, reverse=True)}.values())


def status_of(client: Client, method: str, address: str, *args: Any, **kwargs: Any) -> int:
    with undone():
        response = getattr(client, method)(address, *args, **kwargs)
        let_go(response)
    return int(response.status_code)


@pytest.mark.parametrize("row", POSTS, ids=lambda row: row.words)
def test_number_of_40_digits_in_any_field_is_no_fault(office, clients, row):
    client = clients[who_may(row)]
    address = reverse(row.name, kwargs=office.filled(row.parts))
    data = office.filled(row.data)
    with undone():
        page = client.get(address)
        shown = names_on(page.text, address) if "html" in page.headers["Content-Type"] else set()
        let_go(page)

    found = {
        name: status_of(client, "post", address, {**data, name: HUGE})
        for name in [*data, *fields_of_one_row(shown - data.keys())]
    }

    assert [name for name, status in found.items() if status >= 500] == []


@pytest.mark.parametrize("row", GETS, ids=lambda row: row.words)
def test_number_of_40_digits_in_an_address_or_its_query_is_no_fault(office, clients, row):
    client = clients[who_may(row)]
    parts = office.filled(row.parts)
    found = {}
    for name in parts:
        try:
            address = reverse(row.name, kwargs={**parts, name: int(HUGE)})
        except NoReverseMatch:
            continue
        found[name] = status_of(client, "get", address)
    query = urlencode(dict.fromkeys(QUERIES, HUGE))
    found["?"] = status_of(client, "get", f"{reverse(row.name, kwargs=parts)}?{query}")

    assert [name for name, status in found.items() if status >= 500] == []


@pytest.mark.parametrize("reader", ABSENT)
def test_what_is_not_there_is_not_found(clients, reader):
    found = {address: status_of(clients[reader], "get", address) for address in ABSENT[reader]}

    assert {address: status for address, status in found.items() if status != 404} == {}


@pytest.mark.once
@pytest.mark.parametrize("row", POSTS, ids=lambda row: row.words)
def test_other_encodings_and_nul_are_a_bad_request(office, clients, row):
    client = clients[who_may(row)]
    address = reverse(row.name, kwargs=office.filled(row.parts))
    data = {**office.filled(row.data), "title": "+2AA-"}
    body = urlencode(data, doseq=True).encode()
    multipart = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\0\r\n--x--\r\n'
    hostile: list[tuple[str, bytes, str]] = [
        (address, body, f"{FORM}; charset=utf-7"),
        (address, body, f"{FORM}; charset=utf-16-le"),
        (address, body, f"{FORM}; charset=klingon"),
        (address, multipart.replace(b"\0", b"a"), "multipart/form-data; boundary=x; charset=utf-7"),
        (address, multipart, "multipart/form-data; boundary=x"),
        (address, body + b"&note=%00", FORM),
        (f"{address}?year=%00", body, FORM),
    ]

    found = [status_of(client, "generic", "POST", *request) for request in hostile]

    assert found == [400] * len(hostile)


def test_of_the_rows_of_a_table_the_fields_of_one_are_asked():
    names = {"r001-title", "r001-cost", "r002-title", "r002-cost", "n0101-title", "needs"}

    assert fields_of_one_row(names) == ["n0101-title", "needs", "r001-cost", "r001-title"]


def test_fields_that_a_page_sends_elsewhere_are_asked_there():
    page = """
        <form action="/search/"><input name="q"></form>
        <form method="post"><input name="title"></form>
        <form method="post" action="/2011/kh/"><select name="area"></select></form>
        <button name="next">
    """

    assert names_on(page, "/2011/kh/") == {"title", "area", "next"}


def test_a_fault_would_be_seen(clients, settings):
    """The negative control: a view that fails is counted as a fault, also where it fails on what was sent."""
    settings.ROOT_URLCONF = "tests.failing_urls"

    found = [
        status_of(clients["regional_office"], "get", "/fails/"),
        status_of(clients["regional_office"], "post", "/fails/", {"area": HUGE}),
        status_of(clients["regional_office"], "get", f"/fails/?{urlencode({'year': HUGE})}"),
    ]

    assert found == [500] * 3


def test_a_number_that_is_put_where_a_key_belongs_arrives_in_the_view(office, clients):
    """The second control: the form is taken as far as its keys, which a refusal before them would hide."""
    row = next(row for row in POSTS if row.name == "activity_add")
    address = reverse(row.name, kwargs=office.filled(row.parts))

    with undone():
        answer = clients[who_may(row)].post(address, {**office.filled(row.data), "type": HUGE})
        errors = answer.context["form"].errors
        let_go(answer)

    assert (answer.status_code, list(errors)) == (422, ["type"])


def page_at(client: Client, row: Row, office: Office) -> tuple[str, set[str], list[forms.BaseForm]]:
    """The address of a form, the names of the fields on its page, and the forms behind it, also where it is sent empty."""
    address, names = reverse(row.name, kwargs=office.filled(row.parts), query=office.filled(row.query)), set()
    forms_of: list[forms.BaseForm] = []
    for ask in (client.get, client.post):
        with undone():
            page = ask(address)
            if "html" in page.headers["Content-Type"]:
                names |= names_on(page.text, address)
            forms_of += forms_in([page.context])
            let_go(page)
    return address, names, forms_of


def forms_in(values: Iterable[Any]) -> Iterator[forms.BaseForm]:
    """The forms among the values of a page's context, also in its lists and dictionaries."""
    for value in values:
        if isinstance(value, forms.BaseForm):
            yield value
        elif isinstance(value, list | tuple | BaseContext):
            yield from forms_in(value)
        elif isinstance(value, dict):
            yield from forms_in(value.values())


def written_by(client: Client, address: str, data: dict[str, Any]) -> tuple[int, dict[str, list[str]]]:
    """What a form is answered, and the values of every column after it, in their order."""
    found: dict[str, list[str]] = {}
    with undone():
        response = client.post(address, data)
        let_go(response)
        with connection.cursor() as cursor:
            for table in set(connection.introspection.table_names(cursor)) - NOBODYS:
                cursor.execute(f'SELECT * FROM "{table}"')
                names = [f"{table}.{column[0]}" for column in cursor.description]
                rows = cursor.fetchall()
                found |= {name: sorted(repr(row[nth]) for row in rows) for nth, name in enumerate(names)}
    return int(response.status_code), found


@pytest.mark.once
@pytest.mark.parametrize(
    "row", [row for row in POSTS if "302" in row.cells.split()], ids=lambda row: row.words
)
def test_no_form_takes_a_column_for_which_it_has_no_field(office, clients, row):
    """Nor does it take what stands in its address, where a field's name comes a second time.

    In a form it is taken (the second control, above). What differs between two sendings of the same is not compared.
    """
    client, data = clients[who_may(row)], office.filled(row.data)
    address, names, forms_of = page_at(client, row, office)
    # Marks of what the page showed; not every page shows one.
    own = {*names, *data, "row", "row_version"}.union(*(form.fields for form in forms_of))
    more = {name: "1" for name in COLUMNS_OF_MODELS if name not in own}
    twice = urlencode(dict.fromkeys(data.keys() - row.query.keys(), "1"))
    also = f"{address}{'&' if row.query else '?'}{twice}"

    (status, plain), (_again, other), (answer, found) = (
        written_by(client, *sent) for sent in ((address, data), (address, data), (also, {**data, **more}))
    )

    moving = {name for name in plain if plain[name] != other[name]}
    changed = {name for name in plain if found[name] != plain[name]} - moving
    assert (answer, changed) == (status, set())


@pytest.mark.once
def test_no_form_takes_a_row_that_it_does_not_offer(office, clients):
    before, tried, taken = hash_of_all_tables(), set(), []
    for row in POSTS:
        client, data = clients[who_may(row)], office.filled(row.data)
        address, _names, forms_of = page_at(client, row, office)
        fields = {form.add_prefix(name): field for form in forms_of for name, field in form.fields.items()}
        for name, field in fields.items():
            if isinstance(field, forms.ModelChoiceField):
                others = field.queryset.model._base_manager.exclude(pk__in=field.queryset.values("pk"))
                for foreign in others[:3]:
                    tried.add((row.name, name))
                    with undone():
                        let_go(client.post(address, {**data, name: foreign.pk}))
                        if hash_of_all_tables() != before:
                            taken.append((row.name, name, foreign))
    assert taken == []
    assert len(tried) >= 17
