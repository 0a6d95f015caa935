"""Addresses of pages made of several modules."""

from django.urls import path

from liren.portal.views import desk, home, kiosk, outreach, screen

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("neighbourhood/", home.choose, name="choose"),
    path("services/", home.services, name="services"),
    path("notices/", outreach.news, name="news"),
    path("affairs/", outreach.board, name="board"),
    path("kiosk/", kiosk.start, name="kiosk"),
    path("kiosk/end/", kiosk.end, name="kiosk_end"),
    path("kiosk/stay/", kiosk.stay, name="kiosk_stay"),
    path("desk/", desk.inbox, name="inbox"),
    path("desk/posters/", outreach.poster_page, name="posters"),
    path("desk/posters/<int:pk>.pdf", outreach.posters_pdf, name="posters_pdf"),
    path("desk/load/", outreach.load, name="load"),
    path("desk/kiosks/", kiosk.keys, name="kiosk_keys"),
    path("desk/kiosks/<int:pk>/revoke/", kiosk.revoke, name="revoke_kiosk"),
    path("screen/", screen.screen, name="screen"),
    path("screen/map.json", screen.screen_map, name="screen_map"),
    path("screen/list/<slug:key>/", screen.screen_list, name="screen_list"),
]
