"""The few words that templates make of values; lists format theirs once, in Python."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from django import forms, template
from django.utils.safestring import SafeString

from commit_portal.i18n.formatting import day, long_day, money, short_day
from commit_portal.sheets.fields import RowField

register = template.Library()


@register.filter(name="money")
def money_filter(amount: Decimal | None) -> str:
    """12,345 or 12,345.50 US dollars, without the sign."""
    return money(amount)


@register.filter(name="day")
def day_filter(value: date | None) -> str:
    """4 Feb 2011."""
    return day(value)


@register.filter(name="short_day")
def short_day_filter(value: date | None, year: int) -> str:
    """4 Feb within the year that the page is about, else 4 Feb 2011."""
    return short_day(value, year)


@register.filter(name="long_day")
def long_day_filter(value: date) -> str:
    """4 February 2011."""
    return long_day(value)


@register.filter
def marked(pieces: Iterable[Any], tag: str) -> SafeString:
    """A text in pieces (`workplans.plan.differences`); those that changed stand inside of <del> or <ins>."""
    texts = ((escape(piece.text), piece.changed) for piece in pieces)
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
