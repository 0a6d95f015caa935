"""Addresses of pages made of several modules."""

from django.urls import path

from liren.portal.views import desk, home

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("neighbourhood/", home.choose, name="choose"),
    path("talk/", home.talk, name="talk"),
    path("services/", home.services, name="services"),
    path("desk/", desk.inbox, name="inbox"),
]
