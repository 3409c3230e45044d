from workplans.models.activities import (
    CONTENT_FIELDS,
    Activity,
    ActivityContent,
    ActivityTarget,
    Contribution,
    Participation,
    TechnicalNeed,
)
from workplans.models.countries import (
    Country,
    CountryName,
    Ministry,
    Partner,
    Taskforce,
    TaskforceMember,
)
from workplans.models.decisions import LineDecision
from workplans.models.seats import Seat
from workplans.models.versions import (
    Release,
    VersionLine,
    VersionLineCountry,
    VersionLineSupport,
    VersionLineTarget,
    WorkplanVersion,
)
from workplans.models.workplans import Opening, Workplan
from workplans.models.years import AnnualCycle, CycleStep

__all__ = [
    "CONTENT_FIELDS",
    "Activity",
    "ActivityContent",
    "ActivityTarget",
    "AnnualCycle",
    "Contribution",
    "Country",
    "CountryName",
    "CycleStep",
    "LineDecision",
    "Ministry",
    "Opening",
    "Participation",
    "Partner",
    "Release",
    "Seat",
    "Taskforce",
    "TaskforceMember",
    "TechnicalNeed",
    "VersionLine",
    "VersionLineCountry",
    "VersionLineSupport",
    "VersionLineTarget",
    "Workplan",
    "WorkplanVersion",
]
