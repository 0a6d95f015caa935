"""Addresses of the register: the desk's and the residents' own."""

from django.urls import path

from liren.people.views import desk, desk_acts, mine

app_name = "people"
urlpatterns = [
    path("desk/people/", desk.index, name="desk_list"),
    path("desk/people/proposals/", desk.proposals, name="desk_proposals"),
    path("desk/people/proposals/<int:pk>/", desk_acts.decide, name="desk_decide"),
    path("desk/people/deletions/<int:pk>/", desk_acts.answer, name="desk_answer"),
    path("desk/people/homes/<int:pk>/", desk.home, name="desk_home"),
    path("desk/people/<int:pk>/", desk.person, name="desk_person"),
    path("desk/people/<int:pk>/show/", desk_acts.show, name="desk_show"),
    path("desk/people/<int:pk>/confirm/", desk_acts.confirm, name="desk_confirm"),
    path("desk/people/<int:pk>/link/", desk_acts.link, name="desk_link"),
    path("desk/people/<int:pk>/<slug:field>/", desk_acts.say, name="desk_say"),
    path("my-data/", mine.index, name="mine"),
    path("my-data/copy.<str:form>", mine.copy, name="copy"),
    path("my-data/confirm/", mine.confirm, name="confirm"),
    path("my-data/homes/<int:pk>/", mine.let, name="let"),
    path("my-data/consent/", mine.consent, name="consent"),
    path("my-data/delete/", mine.delete, name="delete"),
    path("my-data/correct/<slug:field>/", mine.correct, name="correct"),
    path("my-data/l/<str:token>/", mine.enter, name="enter"),
]
