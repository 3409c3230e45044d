"""The few words that templates make of values; lists format theirs once, in Python."""

import json
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from html import escape

from django import forms, template
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commit_portal.i18n import and_list, comma_list, day, long_day, moment, money, short_day, span
from commit_portal.sheets.fields import RowField

register = template.Library()
for _words in (and_list, comma_list, day, long_day, moment, money, short_day, span):
    register.filter(_words)


@register.filter
def marked(pieces: Iterable[tuple[str, bool]], tag: str) -> SafeString:
    """A text in pieces (`workplans.plan.differences`); those that changed stand inside of <del> or <ins>."""
    texts = ((escape(text), changed) for text, changed in pieces)
    return SafeString("".join(f"<{tag}>{text}</{tag}>" if changed else text for text, changed in texts))


@register.filter
def options(rows: Iterable[tuple[object, object, bool]]) -> SafeString:
    """The options of a select: each a value, its words, and whether it is chosen."""
    made = '<option value="{}"{}>{}</option>'.format
    said = ((escape(str(value)), " selected" * chosen, escape(str(words))) for value, words, chosen in rows)
    return SafeString("".join(made(*texts) for texts in said))


@register.filter
def keeps_typed(form: forms.BaseForm) -> bool:
    """Whether a form that was sent shows again something that was typed in it; a choice or a tick is not typed."""
    return any(
        form[name].value()
        for name in form.changed_data
        if not (
            form[name].is_hidden
            or isinstance(form.fields[name], (forms.ChoiceField, forms.BooleanField, RowField))
        )
        and getattr(form.fields[name].widget, "render_value", True)
    )


@register.simple_block_tag
def once(content: str) -> str:
    """What every row of a long table says, rendered before its loop: `{% once as cell %}…{% endonce %}`, `{{ cell }}`."""
    return content


@register.simple_tag
def kept(part: str, **shown: object) -> SafeString:
    """A part of a page as HTML: its template knows the `shown` words and numbers, also in lists, and nothing of the page.

    It is kept by these and by the language (docs/adr/0006). Raises `TypeError` for a row of the database.
    """
    return html_of_part(part, _in_json(shown), get_language())


class _Amounts(DjangoJSONEncoder):
    """Amounts in US dollars and cents are numbers, so that a template can format and compare them."""

    def default(self, o: object) -> object:
        return float(o) if isinstance(o, Decimal) else super().default(o)


_in_json = _Amounts().encode


@lru_cache(maxsize=4096)
def html_of_part(part: str, shown: str, _language: str | None) -> SafeString:
    """The same by the words in JSON."""
    return render_to_string(part, json.loads(shown, parse_float=Decimal))
