from workplans.models.activities import (
    Activity,
    ActivityContent,
    ActivityTarget,
    LineDecision,
    LineHistory,
    Participation,
)
from workplans.models.comments import Comment
from workplans.models.countries import (
    BookImport,
    Country,
    CountryName,
    Ministry,
    Partner,
    SigningBody,
    Taskforce,
    TaskforceMember,
)
from workplans.models.funding import Allotment, Grant
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
