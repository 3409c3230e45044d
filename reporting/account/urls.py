"""One's own account."""

from django.urls import URLPattern, path

from reporting.account import views

urlpatterns: list[URLPattern] = [
    path("account/", views.EditAccount.as_view(), name="account"),
    path("account/language/", views.ChooseLanguage.as_view(), name="language"),
    path("account/sessions/end/", views.EndOtherSessions.as_view(), name="sessions_end"),
]
