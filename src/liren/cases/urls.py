"""Addresses of cases: the resident's, and the desk's."""

from django.urls import URLPattern, URLResolver, path

from liren.cases.views import (
    desk,
    desk_acts,
    desk_chat_keys,
    desk_chats,
    desk_duties,
    desk_export,
    desk_history,
    desk_imports,
    desk_new,
    desk_overview,
    desk_parties,
    desk_parts,
    desk_setup,
    photos,
    progress,
    report,
    whistle_acts,
    whistles,
)

app_name = "cases"

resident_urls: list[URLPattern | URLResolver] = [
    path("report/", report.report, name="report"),
    path("report/<str:code>/", report.report, name="report_at"),
    path("report/<str:code>/places/", report.find_place, name="find_place"),
    path("progress/", progress.find, name="find"),
    path("my/", progress.mine, name="mine"),
    path("r/<str:link>/", progress.progress, name="progress"),
    path("r/<str:link>/received/", progress.receipt, name="receipt"),
    path("r/<str:link>/kind/", progress.kind, name="kind"),
    path("r/<str:link>/verdict/", progress.verdict, name="verdict"),
    path("r/<str:link>/more/", progress.more, name="more"),
    path("r/<str:link>/photos/<int:pk>/", photos.own_photo, name="own_photo"),
    path(
        "r/<str:link>/photos/<int:pk>/thumb/",
        photos.own_photo,
        {"is_thumb": True},
        name="own_thumb",
    ),
    path("photos/<int:pk>/", photos.photo, name="photo"),
    path("photos/<int:pk>/thumb/", photos.photo, {"is_thumb": True}, name="photo_thumb"),
    path("photos/shown/<str:token>/", photos.shown_photo, name="shown_photo"),
]

desk_urls: list[URLPattern | URLResolver] = [
    path("desk/cases/", desk.cases, name="desk_list"),
    path("desk/cases/export.csv", desk_export.export, name="desk_export"),
    path("desk/cases/<int:pk>/", desk.case, name="desk_case"),
    path(
        "desk/cases/<int:pk>/reports/<int:report>/number/",
        desk.show_number,
        name="desk_show_number",
    ),
    *(
        path(f"desk/cases/<int:pk>/{act}/", view, name=f"desk_{act}")
        for act, view in desk_acts.VIEWS.items()
    ),
    path("desk/new/", desk_new.new, name="desk_new"),
    path("desk/new/places/", desk_new.find_place, name="desk_find_place"),
    path("desk/new/similar/", desk_new.similar, name="desk_similar"),
    path("desk/new/<int:pk>/", desk_new.slip, name="desk_slip"),
    path("desk/chats/", desk_chats.chats, name="desk_chats"),
    path("desk/chats/<int:pk>/", desk_chats.chat, name="desk_chat"),
    path("desk/chats/<int:pk>/sort/", desk_chats.sort, name="desk_chat_sort"),
    path("desk/chats/<int:pk>/move/", desk_chats.move, name="desk_chat_move"),
    path("desk/chats/<int:pk>/drop/", desk_chats.drop, name="desk_chat_drop"),
    path("desk/chats/<int:pk>/again/", desk_chats.again, name="desk_chat_again"),
    path("desk/chats/<int:pk>/confirm/", desk_chats.confirm_all, name="desk_chat_confirm_all"),
    path("desk/chats/<int:pk>/<int:key>/confirm/", desk_chats.confirm, name="desk_chat_confirm"),
    path("desk/imports/", desk_imports.runs, name="desk_imports"),
    path("desk/imports/<int:pk>/", desk_imports.run, name="desk_import"),
    path("desk/imports/<int:pk>/start/", desk_imports.start, name="desk_import_start"),
    path("desk/imports/<int:pk>/again/", desk_imports.again, name="desk_import_again"),
    path("desk/imports/<int:pk>/join/<int:first>/", desk_imports.join, name="desk_import_join"),
    path("desk/imports/<int:pk>/bad/", desk_imports.bad_rows, name="desk_import_bad"),
    path("desk/overview/", desk_overview.overview, name="desk_overview"),
    path("desk/cases/<int:pk>/history/", desk_history.of_case, name="desk_case_history"),
    path("desk/orders/<int:pk>/history/", desk_history.of_order, name="desk_order_history"),
    path("desk/cases/<int:pk>/parts/<int:part>/<slug:deed>/", desk_parts.act, name="desk_part"),
    path("desk/whistles/", whistles.board, name="whistles"),
    path("desk/whistles/blow/", whistles.blow, name="blow"),
    path("desk/whistles/needed/", whistles.needed, name="needed"),
    path("desk/whistles/<int:pk>/", whistles.whistle, name="whistle"),
    path("desk/whistles/<int:pk>/more/", whistle_acts.more, name="whistle_more"),
    path("desk/whistles/<int:pk>/end/", whistle_acts.end, name="whistle_end"),
    path("desk/whistles/<int:pk>/calls/<int:call>/", whistle_acts.answer, name="whistle_answer"),
    path("desk/whistles/<int:pk>/rulings/<int:ruling>/", whistle_acts.rule, name="whistle_rule"),
    path("desk/duties/", desk_duties.list_duties, name="desk_duties"),
    path("desk/duties/file/", desk_duties.bring_in, name="desk_duty_file"),
    path("desk/duties/<int:pk>/end/", desk_duties.end_duty, name="desk_end_duty"),
    path("desk/setup/", desk_setup.setup, name="desk_setup"),
    path("desk/setup/classes/", desk_setup.classes, name="desk_classes"),
    path("desk/setup/days/", desk_setup.days, name="desk_days"),
    path("desk/setup/days/<str:day>/remove/", desk_setup.remove, name="desk_remove_day"),
    path("desk/setup/chats/", desk_chat_keys.key_list, name="desk_chat_keys"),
    path("desk/setup/chats/<int:pk>/end/", desk_chat_keys.end_key, name="desk_end_chat_key"),
    path("desk/setup/parties/", desk_parties.parties, name="desk_parties"),
    path("desk/setup/parties/<int:pk>/", desk_parties.party, name="desk_party"),
    path("desk/setup/parties/<int:pk>/end/", desk_parties.end, name="desk_end_party"),
]

urlpatterns = [*resident_urls, *desk_urls]
