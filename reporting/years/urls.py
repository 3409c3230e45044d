"""The addresses of several years, of a year, and of what partners and donors paid."""

from django.urls import URLPattern, path

from commit_portal.http.rate_limits import counted_export
from reporting.printed.views import LIST_PDF
from reporting.years.views import one_year, own_support, years

# Each page by its address and its name.
PAGES: tuple[tuple[str, str, type[years.ListPage]], ...] = (
    ("comparison/<year:earlier>-<year:year>/", "years_beside", years.YearsBeside),
    ("comparison/<year:earlier>-<year:year>/<slug:table>/", "years_table", years.YearsTable),
    ("<year:year>/comparison/coverage/", "coverage", one_year.TargetCoverage),
    ("<year:year>/comparison/timeline/", "timeline", one_year.ActivityTimeline),
    ("support/", "own_support", own_support.OwnSupport),
    ("statement/", "statement", own_support.GrantStatement),
)
urlpatterns: list[URLPattern] = []
for address, name, page in PAGES:
    urlpatterns += [
        path(address, page.as_view(), name=name),
        path(f"{address}{LIST_PDF}", page.as_view(http_method_names=["post"]), name=f"{name}_pdf"),
        path(f"{address}list.<slug:suffix>", counted_export(page.as_view()), name=f"{name}_file"),
    ]
