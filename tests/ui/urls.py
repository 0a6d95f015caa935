"""The addresses of the look, with the gallery, whatever DEBUG says."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from liren.ui import gallery, urls, views

handler404 = "liren.ui.views.not_found"
handler500 = "liren.ui.views.failure"


def stream(request: HttpRequest) -> HttpResponse:
    """What the live process would say once."""
    told = "event: orders\ndata: []\n\nevent: cases\ndata: [7]\n\n"
    return HttpResponse(told, "text/event-stream")


pages = [
    path("gallery/", gallery.parts, name="gallery"),
    path("gallery/<slug:name>/", gallery.example, name="example"),
    path("failure/", views.failure),
    path("stream/", stream),
]
urlpatterns = [
    path("ui/", include(([*urls.urlpatterns, *pages], "ui"))),
    path("desk/failure/", views.failure),
]
