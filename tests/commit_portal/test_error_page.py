"""The page of an error must not fail itself: Django gives it no request and no context."""

from django.template.loader import get_template


def test_the_page_of_a_server_error_needs_no_context():
    assert "<h1" in get_template("500.html").render()
