"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("ui/", include("liren.ui.urls")),
    path("", include("liren.accounts.urls")),
    path("", include("liren.notices.urls")),
]
