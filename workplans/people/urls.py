"""The addresses of people and their seats."""

from django.urls import URLPattern, path

from workplans.people import views

urlpatterns: list[URLPattern] = [
    path("seats/", views.ChooseSeat.as_view(), name="seats"),
    path("people/", views.PeopleList.as_view(), name="people"),
    path("people/list.<slug:suffix>", views.PeopleList.as_view(), name="people_file"),
    path("people/invite/", views.InvitePerson.as_view(), name="people_invite"),
    path("people/<int:pk>/", views.PersonDetail.as_view(), name="person"),
    path("people/<int:pk>/invite-again/", views.InviteAgain.as_view(), name="person_invite_again"),
    path("people/<int:pk>/close/", views.CloseAccount.as_view(), name="person_close"),
    path("people/<int:pk>/factors/", views.RemoveFactors.as_view(), name="person_factors"),
    path("people/<int:pk>/open-again/", views.ReopenAccount.as_view(), name="person_reopen"),
    path("people/<int:pk>/seat/", views.GiveSeat.as_view(), name="seat_give"),
    path("people/seats/<int:pk>/ministry/", views.NameMinistry.as_view(), name="seat_ministry"),
    path("people/seats/<int:pk>/end/", views.EndSeat.as_view(), name="seat_end"),
    path("people/seats/<int:pk>/stop/", views.StopSeat.as_view(), name="seat_stop"),
]
