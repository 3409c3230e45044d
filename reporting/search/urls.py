"""The address of the search."""

from django.urls import path

from reporting.search.views import SearchPage

urlpatterns = [path("search/", SearchPage.as_view(), name="search")]
