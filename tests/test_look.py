"""The look holds what it promises: contrast, one source of colour, nothing inline, nothing from elsewhere."""

import re
from itertools import product
from pathlib import Path

import pytest

from tests.modules import found

pytestmark = pytest.mark.asvs("V1.2.3 V1.3.2 V3.2.2 V14.2.3 B47")

ROOT = Path(__file__).resolve().parent.parent
CSS = ROOT / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
TEMPLATES = found("templates/**/*.html", at_least=380)
SCREEN_TEMPLATES = [path for path in TEMPLATES if "print" not in path.relative_to(ROOT).parts]
STATIC = found("static/css/*.css", "static/js/**/*.js", "static/img/*.svg", at_least=40)

TEXT, CONTROL = 4.5, 3.0
TONES = ("good", "moving", "waiting", "absent", "attention", "failed")
PAIRS = [
    *product(("ink", "muted"), ("paper", "raised", "sunk", "accent-pale", "brand-pale"), (TEXT,)),
    *product(("brand",), ("paper", "raised", "brand-pale"), (TEXT,)),
    *product(("brand-deep",), ("paper", "brand-pale"), (TEXT,)),
    *product(("on-brand",), ("brand", "brand-deep"), (TEXT,)),
    *product(("on-masthead", "on-masthead-quiet"), ("masthead",), (TEXT,)),
    *product(("error",), ("paper", "raised", "error-pale"), (TEXT,)),
    ("accent", "paper", TEXT),
    ("accent-ink", "accent-pale", TEXT),
    *product(("rule-strong",), ("paper", "raised"), (CONTROL,)),
    ("brand", "sunk", CONTROL),
    *[(f"{tone}-ink", f"{tone}-fill", TEXT) for tone in TONES],
    *[(f"{tone}-mark", f"{tone}-fill", CONTROL) for tone in TONES],
    *[(f"{tone}-mark", "paper", CONTROL) for tone in TONES],
]


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6});", block))


LIGHT = _colours(TOKENS.split("@media", 1)[0])
DARK = LIGHT | _colours(TOKENS.split("(prefers-color-scheme: dark)", 1)[1].split("@media print", 1)[0])


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG between two colours."""
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_formula_on_black_and_white():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS, ids=lambda value: str(value))
def test_pair_of_tokens_is_readable(scheme, text, ground, least):
    assert contrast(scheme[text], scheme[ground]) >= least


def test_dark_scheme_changes_only_tokens_that_exist():
    dark = _colours(TOKENS.split("(prefers-color-scheme: dark)", 1)[1])
    assert sorted(set(dark) - set(LIGHT)) == []


def test_a_scheme_sets_colours_and_no_place():
    """What holds in light holds in the dark, but for colours (tests/browsing.py)."""
    asking = [path.name for path in CSS.glob("*.css") if "prefers-color-scheme" in path.read_text()]
    dark = TOKENS.split("(prefers-color-scheme: dark)", 1)[1].split("@media", 1)[0]
    set_there = re.findall(r"([\w-]+):\s*([^;]+);", dark)

    assert asking == ["tokens.css"]
    assert len(set_there) > 20
    assert [
        name for name, value in set_there if not re.fullmatch(r"#[0-9A-F]{6}|dark|url\(.+\)", value)
    ] == []


SHEETS = {path.name: path.read_text() for path in found("static/css/*.css", at_least=12)}


def sources(paths: list[Path]) -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text() for path in paths}


def found_in(pattern: str, texts: dict[str, str]) -> dict[str, list[str]]:
    """What matches, by the file that it stands in."""
    return {name: hits for name, text in texts.items() if (hits := re.findall(pattern, text))}


def test_only_tokens_name_colours():
    coloured = found_in(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|hsla?\(", SHEETS)
    assert list(coloured) == ["tokens.css"]


def test_every_custom_property_that_is_used_is_set():
    everything = "".join(SHEETS.values())
    assert (
        set(re.findall(r"var\((--[\w-]+)", everything)) - set(re.findall(r"(--[\w-]+)\s*:", everything))
        == set()
    )


# Not one of our files, nor a block of data, which no browser runs (docs/adr/0033).
SCRIPT = r'<script(?![^>]*\bsrc=|[^>]* type="application/json"[ >])[^>]*>'


def test_a_block_of_data_alone_is_no_script():
    others = "<script><script type=module><script data-type='application/json'>"
    assert "".join(re.findall(SCRIPT, f'<script type="application/json" id="x">{others}')) == others


@pytest.mark.parametrize(
    "inline",
    [
        r"\sstyle\s*=|<style\b",
        r"\son\w+\s*=\s*[\"']",
        SCRIPT,
        r"javascript:|hx-on\b|hx-vals\s*=\s*[\"']js:",
    ],
)
def test_template_holds_nothing_inline(inline):
    assert found_in(inline, sources(SCREEN_TEMPLATES)) == {}


def test_script_makes_no_code_or_markup_of_text():
    """A copied row is markup that the page has already."""
    dangerous = r"\beval\b|\bFunction\(|\w+HTML\b|document\.write|postMessage|set(?:Timeout|Interval)\([\"'`]"
    scripts = sources([path for path in STATIC if path.suffix == ".js"])
    assert found_in(dangerous, scripts) == {"static/js/sheet/row.js": ["innerHTML", "outerHTML"]}


def test_template_lets_no_browser_cut_what_is_typed():
    """What is too long is refused in words (KeepsWhatIsTyped); that goes for a field written by hand as well."""
    assert found_in("maxlength", sources(SCREEN_TEMPLATES)) == {}


def test_form_with_a_summary_keeps_no_fragment_and_leaves_the_checking_to_it():
    """A fragment in the address would take the focus from the summary, and a browser's bubble its place."""
    summary = r"error_summary\.html|data-error-summary|decision_broken\.html|display_form\.html"
    forms = found_in(
        r"<form\b(?:[^>{]|\{[{%].*?[%}]\})*>",
        {name: text for name, text in sources(SCREEN_TEMPLATES).items() if re.search(summary, text)},
    )
    posting = [
        (name, form)
        for name, found in forms.items()
        for form in found
        if "method=" in form and 'method="get"' not in form
    ]
    assert len(posting) > 20
    assert [pair for pair in posting if "action=" not in pair[1] or not pair[1].endswith("novalidate>")] == []


def test_template_loads_nothing_from_another_host():
    assert found_in(r"(?:src|href|action|srcset)\s*=\s*[\"'](?:https?:)?//[^\"']*", sources(TEMPLATES)) == {}


def test_static_file_loads_nothing_from_another_host_and_no_data_image():
    static = {
        name: text.replace('xmlns="http://www.w3.org/2000/svg"', "") for name, text in sources(STATIC).items()
    }
    assert found_in(r"https?://|url\(\s*[\"']?//", static) == {}
    assert found_in("data:", {name: text for name, text in static.items() if name.endswith(".css")}) == {}


def test_static_files_that_css_names_exist():
    for sheet in CSS.glob("*.css"):
        for url in re.findall(r"url\([\"']?([^\"')]+)", sheet.read_text()):
            if not url.startswith("../bootstrap/"):
                assert (sheet.parent / url).resolve().is_file(), (sheet.name, url)


def test_second_line_of_a_stacked_cell_stands_under_its_value_and_not_under_its_label():
    stacked = (CSS / "tables.css").read_text().partition("@container (max-width: 42rem)")[2]

    rule = re.search(r"td\[data-label\] > \.second \{\s*grid-column: (\d);", stacked)

    assert rule[1] == "2"
