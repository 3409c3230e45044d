"""The pages of the comparison of a year."""

from django.urls import URLPattern, path

from reporting.comparison import views

COMPARISON = "<year:year>/comparison/"

urlpatterns: list[URLPattern] = [
    path(COMPARISON, views.ComparisonMatrix.as_view(), name="comparison"),
    path(f"{COMPARISON}counts/", views.ComparisonCounts.as_view(), name="comparison_counts"),
    path(f"{COMPARISON}xlsx/", views.ComparisonWorkbook.as_view(), name="comparison_workbook"),
    path(f"{COMPARISON}money/", views.ComparisonMoney.as_view(), name="comparison_money"),
    path(f"{COMPARISON}<str:code>/<place:place>/", views.ComparisonCell.as_view(), name="comparison_cell"),
]
