"""The addresses of several years, and of a year: who works on its targets, and when its activities ran."""

from django.urls import URLPattern, path

from commit_portal.http.rate_limits import counted_export
from reporting.years.views import coverage, own_support, timeline, years

# Each page by its address and its name.
PAGES: tuple[tuple[str, str, type[years.ListPage]], ...] = (
    ("comparison/<year:earlier>-<year:year>/", "years_beside", years.YearsBeside),
    ("comparison/<year:earlier>-<year:year>/<slug:table>/", "years_table", years.YearsTable),
    ("<year:year>/comparison/coverage/", "coverage", coverage.TargetCoverage),
    ("<year:year>/comparison/timeline/", "timeline", timeline.ActivityTimeline),
)
urlpatterns: list[URLPattern] = [path(address, page.as_view(), name=name) for address, name, page in PAGES]
urlpatterns += [
    path("support/", own_support.OwnSupport.as_view(), name="own_support"),
    path(
        "support/list.<slug:suffix>",
        counted_export(own_support.OwnSupport.as_view(as_file=True)),
        name="own_support_file",
    ),
]
urlpatterns += [
    path(f"{address}list.<slug:suffix>", counted_export(page.as_view(as_file=True)), name=f"{name}_file")
    for address, name, page in PAGES
]
