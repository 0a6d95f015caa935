"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path

from liren.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
    path("ui/", include("liren.ui.urls")),
    path("", include("liren.accounts.urls")),
    path("", include("liren.notices.urls")),
    path("", include("liren.places.urls")),
    path("", include("liren.cases.urls")),
    path("", include("liren.portal.urls")),
]
