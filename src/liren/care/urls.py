"""Addresses of care: residents', helpers' and the desk's."""

from django.urls import path

from liren.care.views import desk, desk_calls, helping, mine

app_name = "care"
urlpatterns = [
    path("help/", mine.help_page, name="help"),
    path("help/back/", mine.take_back, name="take_back"),
    path("h/<str:token>/", helping.by_link, name="helper"),
    path("care/calls/<int:pk>/", helping.by_account, name="going"),
    path("desk/care/", desk.index, name="desk"),
    path("desk/care/times/", desk.times, name="desk_times"),
    path("desk/care/people/<int:pk>/", desk.person, name="desk_person"),
    path("desk/care/people/<int:pk>/contacts/", desk.add_contact, name="desk_add_contact"),
    path("desk/care/contacts/<int:pk>/end/", desk.end_contact, name="desk_end_contact"),
    path("desk/care/calls/new/", desk_calls.new, name="desk_new_call"),
    path("desk/care/calls/<int:pk>/", desk_calls.show, name="desk_call"),
]
