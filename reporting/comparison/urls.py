"""The pages of the comparison of a year."""

from django.urls import URLPattern, path

from reporting.comparison import views

urlpatterns: list[URLPattern] = [
    path("", views.ComparisonMatrix.as_view(), name="comparison"),
    path("counts/", views.ComparisonCounts.as_view(), name="comparison_counts"),
    path("xlsx/", views.ComparisonWorkbook.as_view(), name="comparison_workbook"),
    path("money/", views.ComparisonMoney.as_view(), name="comparison_money"),
    path("<str:code>/<place:place>/", views.ComparisonCell.as_view(), name="comparison_cell"),
]
