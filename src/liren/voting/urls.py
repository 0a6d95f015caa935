"""Addresses of votes: what everybody reads and casts, and the desk's."""

from django.urls import URLPattern, URLResolver, path

from liren.voting.views import (
    casting,
    desk,
    desk_ballots,
    desk_letters,
    desk_paper,
    desk_roll,
    public,
)

app_name = "voting"

resident_urls: list[URLPattern | URLResolver] = [
    path("vote/", casting.enter, name="enter"),
    path("vote/digits/", casting.digits, name="digits"),
    path("vote/ballot/", casting.ballot, name="ballot"),
    path("vote/receipt/", casting.receipt, name="receipt"),
    path("vote/<slug:code>/", casting.enter, name="enter_code"),
    path("votes/<int:pk>/", public.vote, name="vote"),
    path("votes/<int:pk>/follow/", public.follow, name="follow"),
    path("votes/<int:pk>/roll/", public.roll, name="roll"),
    path("votes/<int:pk>/roll/object/", public.object_to, name="object"),
    path("votes/<int:pk>/result/", public.result, name="result"),
    path("votes/<int:pk>/result.pdf", public.sheet, name="sheet"),
    path("votes/<int:pk>/files/<int:number>.json", public.file, name="file"),
    path("votes/<int:pk>/receipt/", public.receipt, name="receipt_lookup"),
    path("votes/objections/<str:link>/", public.objection, name="objection"),
]

AT = "desk/votes/<int:pk>/"
desk_urls: list[URLPattern | URLResolver] = [
    path("desk/votes/", desk.index, name="desk_votes"),
    path("desk/votes/new/", desk.new, name="desk_new"),
    path(AT, desk.one, name="desk_vote"),
    path(f"{AT}edit/", desk.edit, name="desk_edit"),
    path(f"{AT}times/", desk.schedule, name="desk_schedule"),
    path(f"{AT}step/<slug:name>/", desk.step, name="desk_step"),
    path(f"{AT}observed/", desk.observe, name="desk_observe"),
    path(f"{AT}roll/", desk_roll.index, name="desk_roll"),
    path(f"{AT}roll/file/", desk_roll.bring_in, name="desk_bring_in"),
    path(f"{AT}roll/build/", desk_roll.build, name="desk_build"),
    path(f"{AT}roll/files/<int:file>/", desk_roll.file, name="desk_roll_file"),
    path(f"{AT}roll/files/<int:file>/returned/", desk_roll.returned, name="desk_returned"),
    path(f"{AT}roll/home/", desk_roll.unit, name="desk_unit"),
    path(f"{AT}objections/<int:objection>/", desk_roll.answer, name="desk_answer"),
    path(f"{AT}letters/", desk_letters.index, name="desk_letters"),
    path(f"{AT}letters/print/", desk_letters.print_out, name="desk_print"),
    path(f"{AT}letters/delivered/", desk_letters.deliver, name="desk_deliver"),
    path(f"{AT}paper/", desk_paper.index, name="desk_paper"),
    path(f"{AT}paper/take-in/", desk_paper.take_in, name="desk_take_in"),
    path(f"{AT}paper/box/", desk_paper.begin_box, name="desk_begin_box"),
    path(f"{AT}proxies/new/", desk_paper.proxy, name="desk_proxy"),
    path(f"{AT}proxies/<int:proxy>/end/", desk_paper.end_proxy, name="desk_end_proxy"),
    path(f"{AT}boxes/<int:number>/", desk_paper.box, name="desk_box"),
    path(f"{AT}boxes/<int:number>/count/", desk_paper.count, name="desk_count_box"),
    path(f"{AT}boxes/<int:number>/finish/", desk_paper.finish, name="desk_finish_box"),
    path(f"{AT}boxes/<int:number>/photo/", desk_paper.photo, name="desk_box_photo"),
    path(f"{AT}papers/<int:ballot>/", desk_paper.enter, name="desk_enter"),
    path(f"{AT}ballots/", desk_ballots.index, name="desk_ballots"),
    path(f"{AT}ballots/<int:ballot>/void/", desk_ballots.void, name="desk_void"),
    path(f"{AT}voids/<int:asked>/<slug:answer>/", desk_ballots.decide, name="desk_decide"),
    path(f"{AT}city/", desk_ballots.city, name="desk_city"),
    path(f"{AT}city/<int:file>/returned/", desk_ballots.city_returned, name="desk_city_returned"),
]

urlpatterns = [*resident_urls, *desk_urls]
