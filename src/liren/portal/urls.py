"""Addresses of pages made of several modules."""

from django.urls import path

from liren.portal.views import desk

app_name = "portal"
urlpatterns = [
    path("desk/", desk.inbox, name="inbox"),
]
