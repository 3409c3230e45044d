"""The plans of action: /plans/, /plans/spa-3/, and below it."""

app_name = "spa"
urlpatterns: list[object] = []
