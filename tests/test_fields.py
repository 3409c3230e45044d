"""The table of fields: complete, and walked by everything that shows, takes or keeps an activity."""

import dataclasses

import pytest
from django.test import Client

from commit_portal.spreadsheets import read_pasted
from reporting import workbook as report_workbook
from spa.queries import PlanTexts
from tests import cast
from workplans.actions.versions import freeze_submitted
from workplans.fields import (
    BY_NAME,
    COLUMNS,
    DRAFTED,
    FIELDS,
    REPORTED,
    LineDraft,
    content_of,
    draft_of,
    names_in_sentence,
    value_of,
    words_of_line,
)
from workplans.forms import ActivityForm
from workplans.models import Activity, Seat, VersionLine, Workplan
from workplans.models.activities import ActivityContent
from workplans.queries import live_lines
from workplans.resources import ActivityResource
