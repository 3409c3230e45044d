"""The addresses of the reviews of a year, and of submitting and reopening answers."""

from django.urls import URLPattern, path

from reporting.answers.urls import REVIEW, SHEET
from reporting.reviews import views

REVIEWS = "<year:year>/reviews/"

urlpatterns: list[URLPattern] = [
    path(REVIEWS, views.ReviewList.as_view(), name="reviews"),
    path(REVIEW, views.ReviewDetail.as_view(), name="review"),
    path(f"{REVIEW}open/", views.OpenReview.as_view(), name="review_open"),
    path(f"{REVIEW}close/", views.CloseReview.as_view(), name="review_close"),
    path(f"{REVIEW}remind/", views.RemindTaskforces.as_view(), name="review_remind"),
    path(f"{REVIEW}meeting/", views.SetMeeting.as_view(), name="review_meeting"),
    path(f"{SHEET}submit/", views.SubmitAnswers.as_view(), name="review_submit"),
    path(f"{SHEET}reopen/", views.ReopenAnswers.as_view(), name="review_reopen"),
]
