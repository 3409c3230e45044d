"""The look holds what it promises: contrast, one source of colour, nothing inline, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CSS = ROOT / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCREEN_TEMPLATES = [path for path in TEMPLATES if "print" not in path.relative_to(ROOT).parts]
STATIC = [
    path
    for path in sorted((ROOT / "static").rglob("*"))
    if path.suffix in {".css", ".js", ".svg"} and "print" not in path.relative_to(ROOT).parts
]

TEXT, CONTROL = 4.5, 3.0
TONES = ("good", "moving", "waiting", "absent", "attention", "failed")
PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "raised", TEXT),
    ("ink", "sunk", TEXT),
    ("ink", "accent-pale", TEXT),
    ("ink", "brand-pale", TEXT),
    ("muted", "paper", TEXT),
    ("muted", "raised", TEXT),
    ("muted", "sunk", TEXT),
    ("muted", "brand-pale", TEXT),
    ("muted", "accent-pale", TEXT),
    ("brand", "paper", TEXT),
    ("brand", "raised", TEXT),
    ("brand", "brand-pale", TEXT),
    ("brand-deep", "paper", TEXT),
    ("brand-deep", "brand-pale", TEXT),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-deep", TEXT),
    ("on-masthead", "masthead", TEXT),
    ("on-masthead-quiet", "masthead", TEXT),
    ("accent", "paper", TEXT),
    ("accent-ink", "accent-pale", TEXT),
    ("error", "paper", TEXT),
    ("error", "raised", TEXT),
    ("error", "error-pale", TEXT),
    ("rule-strong", "paper", CONTROL),
    ("rule-strong", "raised", CONTROL),
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


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_formula_on_black_and_white() -> None:
    assert _contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS, ids=lambda value: str(value))
def test_pair_of_tokens_is_readable(scheme: dict[str, str], text: str, ground: str, least: float) -> None:
    assert _contrast(scheme[text], scheme[ground]) >= least


def test_dark_scheme_changes_only_tokens_that_exist() -> None:
    dark = _colours(TOKENS.split("(prefers-color-scheme: dark)", 1)[1])
    assert sorted(set(dark) - set(LIGHT)) == []


def test_a_scheme_sets_colours_and_no_place() -> None:
    """What holds in light holds in the dark, but for colours (tests/browsing.py)."""
    asking = [path.name for path in CSS.glob("*.css") if "prefers-color-scheme" in path.read_text()]
    dark = TOKENS.split("(prefers-color-scheme: dark)", 1)[1].split("@media", 1)[0]
    set_there = re.findall(r"([\w-]+):\s*([^;]+);", dark)

    assert asking == ["tokens.css"]
    assert len(set_there) > 20
    assert [
        name for name, value in set_there if not re.fullmatch(r"#[0-9A-F]{6}|dark|url\(.+\)", value)
    ] == []


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_only_tokens_name_colours(path: Path) -> None:
    if path.name == "tokens.css":
        return
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|hsla?\(", path.read_text()) == []


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_every_custom_property_that_is_used_is_set(path: Path) -> None:
    everything = "".join(sheet.read_text() for sheet in CSS.glob("*.css"))
    set_somewhere = set(re.findall(r"(--[\w-]+)\s*:", everything))
    used = set(re.findall(r"var\((--[\w-]+)", path.read_text()))
    assert sorted(used - set_somewhere) == []


@pytest.mark.parametrize("path", SCREEN_TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_holds_nothing_inline(path: Path) -> None:
    source = path.read_text()
    assert re.findall(r"\sstyle\s*=|<style\b", source) == []
    assert re.findall(r"\son\w+\s*=\s*[\"']", source) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", source) == []
    assert re.findall(r"javascript:|hx-on\b|hx-vals\s*=\s*[\"']js:", source) == []


@pytest.mark.parametrize("path", SCREEN_TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_lets_no_browser_cut_what_is_typed(path: Path) -> None:
    """What is too long is refused in words (KeepsWhatIsTyped); that goes for a field written by hand as well."""
    assert "maxlength" not in path.read_text()


@pytest.mark.parametrize("path", SCREEN_TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_form_with_a_summary_keeps_no_fragment_and_leaves_the_checking_to_it(path: Path) -> None:
    """A fragment in the address would take the focus from the summary, and a browser's bubble its place."""
    source = path.read_text()
    if not re.search(
        r"error_summary\.html|data-error-summary|decision_broken\.html|display_form\.html", source
    ):
        return
    forms = re.findall(r"<form\b(?:[^>{]|\{[{%].*?[%}]\})*>", source)
    posting = [form for form in forms if "method=" in form and 'method="get"' not in form]
    assert [form for form in posting if "action=" not in form or not form.endswith("novalidate>")] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_loads_nothing_from_another_host(path: Path) -> None:
    assert re.findall(r"(?:src|href|action|srcset)\s*=\s*[\"'](?:https?:)?//[^\"']*", path.read_text()) == []


@pytest.mark.parametrize("path", STATIC, ids=lambda path: str(path.relative_to(ROOT)))
def test_static_file_loads_nothing_from_another_host_and_no_data_image(path: Path) -> None:
    source = path.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.findall(r"https?://|url\(\s*[\"']?//", source) == []
    if path.suffix == ".css":
        assert "data:" not in source


def test_static_files_that_css_names_exist() -> None:
    for sheet in CSS.glob("*.css"):
        for url in re.findall(r"url\([\"']?([^\"')]+)", sheet.read_text()):
            if not url.startswith("../bootstrap/"):
                assert (sheet.parent / url).resolve().is_file(), (sheet.name, url)


def test_second_line_of_a_stacked_cell_stands_under_its_value_and_not_under_its_label() -> None:
    stacked = (CSS / "tables.css").read_text().partition("@container (max-width: 40rem)")[2]

    rule = re.search(r"td\[data-label\] > \.second \{\s*grid-column: (\d);", stacked)

    assert rule is not None
    assert rule[1] == "2"
