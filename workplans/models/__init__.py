from workplans.models.activities import Activity, ActivityContent, ActivityTarget, Participation
from workplans.models.comments import Comment
from workplans.models.countries import (
    Country,
    CountryName,
    Ministry,
    Partner,
    SigningBody,
    Taskforce,
    TaskforceMember,
)
from workplans.models.decisions import LineDecision
from workplans.models.history import LineHistory
from workplans.models.ministries import MinistryAnswer
from workplans.models.partner_support import Contribution, TechnicalNeed
from workplans.models.seats import Seat
from workplans.models.versions import (
    Release,
    VersionLine,
    VersionLineCountry,
    VersionLineNeed,
    VersionLineSupport,
    VersionLineTarget,
    WorkplanVersion,
)
from workplans.models.workplans import LineImport, Opening, Workplan
from workplans.models.years import COUNTRY_CEILING, AnnualCycle, CycleStep

__all__ = [
    "COUNTRY_CEILING",
    "Activity",
    "ActivityContent",
    "ActivityTarget",
    "AnnualCycle",
    "Comment",
    "Contribution",
    "Country",
    "CountryName",
    "CycleStep",
    "LineDecision",
    "LineHistory",
    "LineImport",
    "Ministry",
    "MinistryAnswer",
    "Opening",
    "Participation",
    "Partner",
    "Release",
    "Seat",
    "SigningBody",
    "Taskforce",
    "TaskforceMember",
    "TechnicalNeed",
    "VersionLine",
    "VersionLineCountry",
    "VersionLineNeed",
    "VersionLineSupport",
    "VersionLineTarget",
    "Workplan",
    "WorkplanVersion",
]
