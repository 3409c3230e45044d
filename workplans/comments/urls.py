"""The addresses of comments on a plan and its activities, below that of the plan. Those of a review are reporting's."""

from django.urls import path

from workplans.comments import views

COMMENTS = "comments/"
THREAD = f"{COMMENTS}<uuid:thread>/"

urlpatterns = [
    path(COMMENTS, views.PlanComments.as_view(), name="comments"),
    path(f"{COMMENTS}new/", views.CommentOnPlan.as_view(), name="comment_on_plan"),
    path(THREAD, views.AnswerThread.as_view(), name="comment_thread"),
    path(f"{THREAD}answer-and-close/", views.AnswerAndClose.as_view(), name="comment_answer_close"),
    path(f"{THREAD}close/", views.CloseThread.as_view(), name="comment_close"),
    path(f"{THREAD}reopen/", views.ReopenThread.as_view(), name="comment_reopen"),
    path(f"{THREAD}remove/", views.RemoveComment.as_view(), name="comment_remove"),
    path("<line:number>/comments/new/", views.CommentOnLine.as_view(), name="comment_on_line"),
]
