"""The addresses of the reviews of a year, and of submitting and reopening answers."""

from django.urls import URLPattern, path

from reporting.answers.urls import REVIEW, SHEET
from reporting.reviews.views import reviews, submission

REVIEWS = "<year:year>/reviews/"

urlpatterns: list[URLPattern] = [
    path(REVIEWS, reviews.ReviewList.as_view(), name="reviews"),
    path(REVIEW, reviews.ReviewDetail.as_view(), name="review"),
    path(f"{REVIEW}open/", reviews.OpenReview.as_view(), name="review_open"),
    path(f"{REVIEW}close/", reviews.CloseReview.as_view(), name="review_close"),
    path(f"{REVIEW}remind/", reviews.RemindTaskforces.as_view(), name="review_remind"),
    path(f"{REVIEW}meeting/", reviews.SetMeeting.as_view(), name="review_meeting"),
    path(f"{SHEET}submit/", submission.SubmitAnswers.as_view(), name="review_submit"),
    path(f"{SHEET}reopen/", submission.ReopenAnswers.as_view(), name="review_reopen"),
]
