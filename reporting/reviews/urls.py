"""The addresses of the reviews of a year and of the answers of each taskforce."""

from django.urls import URLPattern, path

from reporting.reviews import sheet_views, views

REVIEWS = "<year:year>/reviews/"
REVIEW = f"{REVIEWS}<slug:stage>/"
SHEET = f"{REVIEW}<place:place>/"

urlpatterns: list[URLPattern] = [
    path(REVIEWS, views.ReviewList.as_view(), name="reviews"),
    path(REVIEW, views.ReviewDetail.as_view(), name="review"),
    path(f"{REVIEW}open/", views.OpenReview.as_view(), name="review_open"),
    path(f"{REVIEW}close/", views.CloseReview.as_view(), name="review_close"),
    path(f"{REVIEW}meeting/", views.SetMeeting.as_view(), name="review_meeting"),
    path(SHEET, sheet_views.review_sheet, name="review_sheet"),
    path(f"{SHEET}submit/", sheet_views.SubmitAnswers.as_view(), name="review_submit"),
    path(f"{SHEET}reopen/", sheet_views.ReopenAnswers.as_view(), name="review_reopen"),
    path(f"{SHEET}comments/<str:answer>/", views.AnswerComments.as_view(), name="review_comments"),
    path(f"{SHEET}comments/<str:answer>/new/", views.CommentOnAnswer.as_view(), name="review_comment"),
]
