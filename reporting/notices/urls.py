"""Notices, the calendar of a seat, mails that were not sent."""

from django.urls import URLPattern, path

from reporting.notices import views

urlpatterns: list[URLPattern] = [
    path("notices/", views.NoticeList.as_view(), name="notices"),
    path("notices/read/", views.MarkNoticesRead.as_view(), name="notices_read"),
    path("notices/<int:pk>/open/", views.OpenNotice.as_view(), name="notice_open"),
    path("notices/failures/", views.MailFailures.as_view(), name="notices_failures"),
    path("notices/failures/<int:pk>/again/", views.SendAgain.as_view(), name="notices_send_again"),
    path("notices/failures/events/<int:pk>/again/", views.TellAgain.as_view(), name="notices_tell_again"),
    path("notices/calendar/", views.MakeCalendarAddress.as_view(), name="notices_calendar"),
    path("notices/calendar/end/", views.EndCalendarAddress.as_view(), name="notices_calendar_end"),
    path("calendar/<str:key>/", views.CalendarFile.as_view(), name="calendar_feed"),
    path("notices/stop/<str:key>/<str:what>/", views.StopMails.as_view(), name="notices_stop"),
]
