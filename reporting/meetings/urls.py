"""The addresses of meetings and what they recommend."""

from django.urls import URLPattern, path

from reporting.meetings import views

urlpatterns: list[URLPattern] = [
    path("meetings/", views.MeetingList.as_view(), name="meetings"),
    path("meetings/list.<slug:suffix>", views.MeetingList.as_view(), name="meetings_file"),
    path("meetings/add/", views.AddMeeting.as_view(), name="meeting_add"),
    path("meetings/recommendations/", views.RecommendationBoard.as_view(), name="recommendations"),
    path(
        "meetings/recommendations/list.<slug:suffix>",
        views.RecommendationBoard.as_view(),
        name="recommendations_file",
    ),
    path("meetings/recommendations/new/", views.PutOnAgenda.as_view(), name="recommendation_new"),
    path("meetings/<slug:slug>/", views.MeetingDetail.as_view(), name="meeting"),
    path("meetings/<slug:slug>/edit/", views.ChangeMeeting.as_view(), name="meeting_edit"),
    path("meetings/<slug:slug>/delegates/<slug:place>/", views.NameDelegates.as_view(), name="delegates"),
    path("meetings/<slug:slug>/people/", views.ParticipantList.as_view(), name="participants"),
    path("meetings/<slug:slug>/people.<slug:suffix>", views.ParticipantList.as_view(), name="people_list"),
    path("meetings/<slug:slug>/recommend/", views.AddRecommendation.as_view(), name="meeting_recommend"),
    path(
        "meetings/<slug:slug>/recommendations/<int:number>/<place:place>/",
        views.AnswerRecommendation.as_view(),
        name="recommendation_follow_up",
    ),
]
