from reporting.models.jobs import AnnualReport, PrintedForm, PrintedList, ReportDraft
from reporting.models.meetings import (
    CalendarFeed,
    Delegate,
    Meeting,
    MeetingPaper,
    MeetingPart,
    Recommendation,
    RecommendationAddressee,
    RecommendationAnswer,
)
from reporting.models.past_years import PastImport, PastRow
from reporting.models.reviews import (
    ActivityProgress,
    AnswerHistory,
    AnswerImport,
    CountryReview,
    Evidence,
    PartnerSpending,
    Question,
    Review,
    TargetStatus,
)
