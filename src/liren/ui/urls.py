"""Addresses of the look itself."""

from django.conf import settings
from django.urls import path

from liren.ui import gallery, views

app_name = "ui"
urlpatterns = [
    path("mode/", views.mode, name="mode"),
    path("language/", views.language, name="language"),
]
if settings.DEBUG:
    urlpatterns += [
        path("gallery/", gallery.parts, name="gallery"),
        path("gallery/<slug:name>/", gallery.example, name="example"),
    ]
