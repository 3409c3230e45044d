"""The addresses of the reviews of a year and of the answers of each taskforce."""

from django.urls import URLPattern, path

from reporting.reviews.views import questions, reviews, sheet, targets

REVIEWS = "<year:year>/reviews/"
REVIEW = f"{REVIEWS}<slug:stage>/"
SHEET = f"{REVIEW}<place:place>/"

urlpatterns: list[URLPattern] = [
    path(REVIEWS, reviews.ReviewList.as_view(), name="reviews"),
    path(REVIEW, reviews.ReviewDetail.as_view(), name="review"),
    path(f"{REVIEW}open/", reviews.OpenReview.as_view(), name="review_open"),
    path(f"{REVIEW}close/", reviews.CloseReview.as_view(), name="review_close"),
    path(f"{REVIEW}remind/", reviews.RemindTaskforces.as_view(), name="review_remind"),
    path(f"{REVIEW}meeting/", reviews.SetMeeting.as_view(), name="review_meeting"),
    path(SHEET, sheet.ReviewSheetPage.as_view(), name="review_sheet"),
    path(f"{SHEET}areas/<int:area>/", sheet.ReviewSheetPage.as_view(), name="review_area"),
    path(f"{SHEET}areas/<int:area>/save/", sheet.SaveAnswer.as_view(), name="review_answer_save"),
    path(f"{SHEET}save/", sheet.SaveAnswer.as_view(), name="review_spending_save"),
    path(f"{SHEET}submit/", sheet.SubmitAnswers.as_view(), name="review_submit"),
    path(f"{SHEET}reopen/", sheet.ReopenAnswers.as_view(), name="review_reopen"),
    path(f"{SHEET}targets.xlsx", targets.targets_export, name="review_targets_xlsx"),
    path(f"{SHEET}targets/", targets.SendTargets.as_view(), name="review_targets"),
    path(f"{SHEET}targets/confirm/", targets.ConfirmTargets.as_view(), name="review_targets_confirm"),
    path(f"{SHEET}targets/marked/", targets.MarkedTargets.as_view(), name="review_targets_marked"),
    path(f"{SHEET}questions/<int:number>/", questions.QuestionPage.as_view(), name="review_question"),
    path(f"{SHEET}questions/<str:answer>/ask/", questions.AskQuestion.as_view(), name="review_ask"),
    path(f"{SHEET}comments/<str:answer>/", questions.AnswerComments.as_view(), name="review_comments"),
    path(f"{SHEET}comments/<str:answer>/new/", questions.CommentOnAnswer.as_view(), name="review_comment"),
]
