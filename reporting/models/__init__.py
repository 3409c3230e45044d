from reporting.models.meetings import (
    CalendarFeed,
    Delegate,
    Meeting,
    MeetingPart,
    Recommendation,
    RecommendationAddressee,
)
from reporting.models.printed_forms import PrintedForm
from reporting.models.reports import AnnualReport
from reporting.models.reviews import ActivityProgress, CountryReview, PartnerSpending, Review, TargetStatus

__all__ = [
    "ActivityProgress",
    "AnnualReport",
    "CalendarFeed",
    "CountryReview",
    "Delegate",
    "Meeting",
    "MeetingPart",
    "PartnerSpending",
    "PrintedForm",
    "Recommendation",
    "RecommendationAddressee",
    "Review",
    "TargetStatus",
]
