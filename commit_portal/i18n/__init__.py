"""Sentences, dates, sums and lists in the reader's language; here is what most pages say them with."""

from commit_portal.i18n.formatting import (
    OFFICE_ZONE,
    activities_counted,
    and_list,
    clock_said,
    comma_list,
    day,
    due_words,
    has_cents,
    language_of,
    long_day,
    long_month,
    moment,
    money,
    planned_words,
    running_late,
    short_day,
    span,
)
from commit_portal.i18n.messages import (
    Message,
    Param,
    ReadableEncoder,
    Saying,
    Sentence,
    Words,
    from_plain,
    load_messages,
    message,
    ngettext_lazy,
    register,
    say,
    say_by,
    to_plain,
)
from commit_portal.i18n.parsing import Unreadable, read_date, read_line, read_money, read_number
from commit_portal.i18n.search_normalization import fold, letter_start, spans
