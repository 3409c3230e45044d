"""The address of the search."""

from django.urls import path

from commit_portal.http.rate_limits import counted
from reporting.search.views import SearchPage

urlpatterns = [path("search/", counted("search")(SearchPage.as_view()), name="search")]
