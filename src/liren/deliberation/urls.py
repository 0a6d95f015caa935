"""Addresses of topics: what everybody reads and does, and the desk's."""

from django.urls import URLPattern, URLResolver, path

from liren.deliberation.views import (
    desk,
    desk_items,
    desk_measures,
    desk_needs,
    desk_sittings,
    reading,
    resident,
    taking_part,
)

app_name = "deliberation"

AT = "talk/<int:pk>/"
resident_urls: list[URLPattern | URLResolver] = [
    path("talk/", resident.index, name="index"),
    path("talk/past/", resident.past, name="past"),
    path("talk/new/", resident.bring_up, name="raise"),
    path("talk/policy/", reading.policy, name="policy"),
    path("talk/hidden/<int:pk>/", taking_part.appeal, name="appeal"),
    path(AT, resident.topic, name="topic"),
    path(f"{AT}support/", resident.support, name="support"),
    path(f"{AT}follow/", resident.follow, name="follow"),
    path(f"{AT}statements/", taking_part.statements, name="statements"),
    path(f"{AT}say/", taking_part.say, name="say"),
    path(f"{AT}comment/", taking_part.comment, name="comment"),
    path(f"{AT}need/", taking_part.need, name="need"),
    path(f"{AT}tick/", taking_part.tick, name="tick"),
    path(f"{AT}propose/", taking_part.propose, name="propose"),
    path(f"{AT}evaluate/", taking_part.evaluate, name="evaluate"),
    path(f"{AT}opinions/", reading.opinions, name="opinions"),
    path(f"{AT}projects/", reading.projects, name="projects"),
    path(f"{AT}outcome/", reading.outcome, name="outcome"),
    path(f"{AT}budget.pb", reading.budget_file, name="budget_file"),
    path(f"{AT}minutes/<int:sitting>/", reading.minutes, name="minutes"),
]

DESK = "desk/talk/<int:pk>/"
SITTING = "desk/talk/sittings/<int:pk>/"
MEASURE = "desk/talk/measures/<int:pk>/"
desk_urls: list[URLPattern | URLResolver] = [
    path("desk/talk/", desk.index, name="desk"),
    path("desk/talk/new/", desk.new, name="desk_new"),
    path("desk/talk/said/", desk_items.said_lately, name="desk_moderation"),
    path("desk/talk/hidden/<int:pk>/", desk_items.rule, name="desk_rule"),
    path("desk/talk/rules/", desk_items.rules, name="desk_rules"),
    path(DESK, desk.one, name="desk_topic"),
    path(f"{DESK}do/<slug:key>/", desk.do, name="desk_do"),
    path(f"{DESK}needs/<int:need>/", desk_needs.answer_need, name="desk_need"),
    path(f"{DESK}needs/<int:need>/ask/", desk_needs.ask_party, name="desk_ask"),
    path("desk/talk/needs/<int:pk>/", desk_needs.asked, name="desk_asked"),
    path(f"{DESK}projects/<int:project>/", desk_items.check_project, name="desk_project"),
    path(f"{DESK}hide/<slug:thing>/<int:number>/", desk_items.hide, name="desk_hide"),
    path(f"{DESK}ballots.pdf", desk_items.ballot_paper, name="desk_ballots"),
    path(f"{DESK}measures/<int:measure>/drop/", desk_items.drop_measure, name="desk_drop"),
    path(SITTING, desk_sittings.one, name="desk_sitting"),
    path(f"{SITTING}write/<slug:what>/", desk_sittings.write, name="desk_write"),
    path(f"{SITTING}post/", desk_sittings.post, name="desk_post"),
    path(f"{SITTING}invitation.pdf", desk_sittings.invitation, name="desk_invitation"),
    path(f"{SITTING}sheets/<int:photo>.jpg", desk_sittings.sheet, name="desk_sheet"),
    path(MEASURE, desk_measures.one, name="desk_measure"),
    path(f"{MEASURE}do/<slug:what>/", desk_measures.do, name="desk_measure_do"),
    path(f"{MEASURE}steps/<int:milestone>/", desk_measures.reach, name="desk_reach"),
]

urlpatterns = [*resident_urls, *desk_urls]
