"""The addresses of the look, with the gallery, whatever DEBUG says."""

from django.urls import include, path

from liren.ui import gallery, urls, views

handler404 = "liren.ui.views.not_found"
handler500 = "liren.ui.views.failure"

pages = [
    path("gallery/", gallery.parts, name="gallery"),
    path("gallery/<slug:name>/", gallery.example, name="example"),
    path("failure/", views.failure),
]
urlpatterns = [
    path("ui/", include(([*urls.urlpatterns, *pages], "ui"))),
    path("desk/failure/", views.failure),
]
