"""The addresses of the desk's questions and the comments about one answer, an activity ("003") or a target ("1.T1")."""

from django.urls import URLPattern, path

from reporting.answers.urls import SHEET
from reporting.questions import views

urlpatterns: list[URLPattern] = [
    path(f"{SHEET}questions/<int:number>/", views.QuestionPage.as_view(), name="review_question"),
    path(f"{SHEET}questions/<str:answer>/ask/", views.AskQuestion.as_view(), name="review_ask"),
    path(f"{SHEET}comments/<str:answer>/", views.AnswerComments.as_view(), name="review_comments"),
    path(f"{SHEET}comments/<str:answer>/new/", views.CommentOnAnswer.as_view(), name="review_comment"),
]
