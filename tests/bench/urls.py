"""The portal, and two pages that say nothing: what is measured is compared with them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from commit_portal.urls import urlpatterns as portal


def bare(request: HttpRequest, year: int) -> HttpResponse:
    """The frame of every page (navigation, year, seat, foot) with one line in it."""
    return render(request, "bench/bare.html")


def line(request: HttpRequest, year: int) -> HttpResponse:
    """One line of text without the frame: session, user and seat are all that it reads."""
    return render(request, "bench/line.html")


urlpatterns = [
    path("bench/<int:year>/bare/", bare, name="bench_bare"),
    path("bench/<int:year>/line/", line, name="bench_line"),
    *portal,
]
