"""The code of an activity is put together and taken apart in one module."""

import ast

import pytest

from tests.modules import sources
from workplans.activity_codes import activity_code, number_of, short_code

CUTS = {"partition", "rpartition", "split", "rsplit"}


@pytest.mark.parametrize(("number", "short"), [(3, "003"), (120, "120"), (1_003, "1003")])
def test_number_of_an_activity_is_read_from_its_code(number, short):
    code = activity_code("KH", 2011, number)

    assert code == f"KH-2011-{short}"
    assert (short_code(code), number_of(code)) == (short, number)


def test_no_other_module_cuts_a_code():
    cut = {
        path.name
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CUTS
        for value in node.args[:1]
        if isinstance(value, ast.Constant) and value.value == "-"
    }

    assert cut == {"activity_codes.py", "tokens.py"}, "the second takes the key of a link apart"


def test_no_other_module_pads_the_number_of_an_activity():
    pads = {
        path.name
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FormattedValue) and node.format_spec
        if ast.unparse(node.format_spec).strip("f'\"").startswith("03")
    }

    assert pads == {"activity_codes.py"}
