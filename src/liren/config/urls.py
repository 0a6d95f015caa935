"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path

from liren.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
    path("ui/", include("liren.ui.urls")),
    path("", include("liren.accounts.urls")),
    path("", include("liren.notices.urls")),
    path("", include("liren.places.urls")),
    path("", include("liren.people.urls")),
    path("", include("liren.workorders.urls")),
    path("", include("liren.voting.urls")),
    path("", include("liren.cases.urls")),
    path("", include("liren.sensing.urls")),
    path("", include("liren.deliberation.urls")),
    path("", include("liren.care.urls")),
    path("", include("liren.ledgers.urls")),
    path("", include("liren.exchange.urls")),
    path("", include("liren.portal.urls")),
]

handler400 = "liren.ui.views.bad_request"
handler403 = "liren.ui.views.forbidden"
handler404 = "liren.ui.views.not_found"
handler500 = "liren.ui.views.failure"
