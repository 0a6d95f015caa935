"""Addresses of instructions to communities."""

from django.urls import path

from liren.workorders import views

app_name = "workorders"
urlpatterns = [
    path("desk/instructions/", views.instructions, name="instructions"),
    path("desk/instructions/ask/", views.ask, name="ask"),
    path("desk/instructions/counted/", views.counted, name="counted"),
    path("desk/instructions/list/", views.askables, name="list"),
    path("desk/instructions/list/<int:pk>/end/", views.end_askable, name="end_askable"),
    path("desk/instructions/<int:pk>/", views.instruction, name="instruction"),
    path("desk/instructions/<int:pk>/approve/", views.approve, name="approve"),
    path("desk/instructions/<int:pk>/refuse/", views.refuse, name="refuse"),
    path("desk/instructions/<int:pk>/finish/", views.finish, name="finish"),
    path("desk/instructions/<int:pk>/return/", views.give_back, name="give_back"),
]
