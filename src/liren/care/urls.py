"""Addresses of care: residents', helpers' and the desk's."""

from django.urls import path

from liren.care.views import (
    buddies,
    desk,
    desk_buddies,
    desk_calls,
    desk_meals,
    desk_tasks,
    helping,
    meals,
    mine,
    visits,
)

app_name = "care"
urlpatterns = [
    path("help/", mine.help_page, name="help"),
    path("help/back/", mine.take_back, name="take_back"),
    path("h/<str:token>/", helping.by_link, name="helper"),
    path("care/calls/<int:pk>/", helping.by_account, name="going"),
    path("care/buddies/", buddies.mine, name="buddies"),
    path("care/buddies/<int:pk>/", buddies.note, name="note_contact"),
    path("care/meals/", meals.mine, name="meals"),
    path("care/meals/diet/", meals.diet, name="diet"),
    path("care/meals/<int:pk>/", meals.order, name="order_meal"),
    path("desk/care/", desk.index, name="desk"),
    path("desk/care/times/", desk.times, name="desk_times"),
    path("desk/care/people/<int:pk>/", desk.person, name="desk_person"),
    path("desk/care/people/<int:pk>/contacts/", desk.add_contact, name="desk_add_contact"),
    path("desk/care/contacts/<int:pk>/end/", desk.end_contact, name="desk_end_contact"),
    path("desk/care/calls/new/", desk_calls.new, name="desk_new_call"),
    path("desk/care/calls/<int:pk>/", desk_calls.show, name="desk_call"),
    path("desk/care/buddies/", desk_buddies.rota, name="desk_buddies"),
    path("desk/care/buddies/<int:pk>/", desk_buddies.note, name="desk_note"),
    path("desk/care/buddies/<int:pk>/part/", desk_buddies.part, name="desk_part"),
    path("desk/care/people/<int:pk>/buddy/", desk_buddies.new, name="desk_pair"),
    path("desk/care/tasks/<int:pk>/", desk_tasks.show, name="desk_task"),
    path("desk/care/round/", visits.rounds, name="desk_round"),
    path("desk/care/round/send/", visits.send, name="desk_send_visit"),
    path("desk/care/meals/", desk_meals.index, name="desk_meals"),
    path("desk/care/meals/new/", desk_meals.menu, name="desk_menu"),
    path("desk/care/meals/subsidy/", desk_meals.subsidy, name="desk_subsidy"),
    path("desk/care/meals/<int:pk>/", desk_meals.day, name="desk_meal"),
    path("desk/care/meals/orders/<int:pk>/", desk_meals.door, name="desk_meal_door"),
    path("desk/care/people/<int:pk>/diet/", desk_meals.diet, name="desk_diet"),
]
