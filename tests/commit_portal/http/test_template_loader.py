"""Templates are sent without the white space of their source, and read the same."""

import re
from pathlib import Path

import pytest
from django.template import Context, Engine, TemplateDoesNotExist
from django.utils.html import strip_tags

from tests.modules import found

OURS = ["commit_portal.http.template_loader.Loader"]
PLAIN = ["django.template.loaders.filesystem.Loader"]

SOURCE = """<ul>
  {% for word in words %}
    {% if word %}
      <li>{{ word }}</li>
    {% else %}
      none
    {% endif %}
  {% endfor %}
</ul>
<p>
  one
  {% if words %}
    two
  {% endif %}
  {% if words %}three{% endif %}
  {% if words %}four{% endif %}
  five
</p>
<textarea>{{ text }}</textarea>
"""


def rendered(folder: Path, loaders: list[str], **values: object) -> str:
    (folder / "page.html").write_text(SOURCE)
    engine = Engine(dirs=[str(folder)], loaders=loaders)
    return engine.get_template("page.html").render(Context(values))


@pytest.mark.parametrize("words", [[], ["a"], ["a", "", "b"]])
def test_words_stay_apart_and_indentation_is_not_sent(tmp_path, words):
    values = {"words": words, "text": "typed\n   by a person"}

    ours, plain = (rendered(tmp_path, loaders, **values) for loaders in (OURS, PLAIN))

    assert strip_tags(ours).split() == strip_tags(plain).split()
    assert "typed\n   by a person" in ours
    assert re.findall(r"\n[ \t]+", ours) == ["\n   "]
    assert len(ours) < len(plain)


def test_the_text_of_a_mail_keeps_its_indentation(tmp_path):
    (tmp_path / "mail.txt").write_text("* one\n  Due on 1 Mar\n")

    assert (
        Engine(dirs=[str(tmp_path)], loaders=OURS).get_template("mail.txt").source
        == "* one\n  Due on 1 Mar\n"
    )


def test_a_template_that_is_not_there_is_left_to_the_next_loader(tmp_path):
    with pytest.raises(TemplateDoesNotExist):
        Engine(dirs=[str(tmp_path)], loaders=OURS).get_template("missing.html")


def test_no_translated_text_spans_lines_that_lose_their_indentation():
    """Such a text has `trimmed`: else it would be looked up with other white space than its entry."""
    spanning = re.compile(r"\{% blocktranslate(?![^%]*\btrimmed\b)[^%]*%\}[^{]*\n")

    assert spanning.search("{% blocktranslate %}one\n  two{% endblocktranslate %}")
    assert not spanning.search("{% blocktranslate trimmed %}one\n  two{% endblocktranslate %}")
    templates = found("templates/**/*.html", at_least=100)

    assert [str(path) for path in templates if spanning.search(path.read_text())] == []
