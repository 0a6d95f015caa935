"""Addresses of pages made of several modules."""

from django.urls import path

from liren.portal.views import desk, home, screen

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("neighbourhood/", home.choose, name="choose"),
    path("talk/", home.talk, name="talk"),
    path("services/", home.services, name="services"),
    path("desk/", desk.inbox, name="inbox"),
    path("screen/", screen.screen, name="screen"),
    path("screen/map.json", screen.screen_map, name="screen_map"),
    path("screen/list/<slug:key>/", screen.screen_list, name="screen_list"),
]
