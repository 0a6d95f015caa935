"""Addresses of sensing."""

app_name = "sensing"
urlpatterns: list[object] = []
