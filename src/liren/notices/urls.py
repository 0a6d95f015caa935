"""Addresses of notices: what everybody reads, and the desk's."""

from django.urls import URLPattern, URLResolver, path

from liren.notices.views import (
    desk_affairs,
    desk_announcements,
    desk_calls,
    desk_channels,
    desk_duty,
    inbox,
    public,
)

app_name = "notices"

resident_urls: list[URLPattern | URLResolver] = [
    path("me/notices/", inbox.inbox, name="inbox"),
    path("notices/<int:pk>/", public.announcement, name="announcement"),
    path("affairs/<int:pk>/", public.entry, name="entry"),
    path("affairs/questions/<str:link>/", public.question, name="question"),
]

AT = "desk/announcements/"
desk_urls: list[URLPattern | URLResolver] = [
    path(AT, desk_announcements.index, name="desk_announcements"),
    path(f"{AT}new/", desk_announcements.new, name="desk_new_announcement"),
    path(f"{AT}<int:pk>/", desk_announcements.one, name="desk_announcement"),
    path(f"{AT}<int:pk>/edit/", desk_announcements.edit, name="desk_edit_announcement"),
    path(f"{AT}<int:pk>/publish/", desk_announcements.publish, name="desk_publish"),
    path(f"{AT}<int:pk>/discard/", desk_announcements.discard, name="desk_discard"),
    path(f"{AT}<int:pk>/withdraw/", desk_announcements.withdraw, name="desk_withdraw"),
    path(f"{AT}<int:pk>/poster.pdf", desk_announcements.poster, name="desk_poster"),
    path(f"{AT}<int:pk>/posted/", desk_announcements.posted, name="desk_posted"),
    path(f"{AT}<int:pk>/calls/", desk_calls.index, name="desk_calls"),
    path(f"{AT}<int:pk>/calls/<int:person>/number/", desk_calls.number, name="desk_call_number"),
    path("desk/calls/<int:pk>/", desk_calls.note, name="desk_call"),
    path("desk/affairs/", desk_affairs.index, name="desk_affairs"),
    path("desk/affairs/<int:pk>/<str:period>/", desk_affairs.entry, name="desk_entry"),
    path(
        "desk/affairs/<int:pk>/<str:period>/cover/<int:number>/",
        desk_affairs.cover,
        name="desk_cover",
    ),
    path("desk/questions/<int:pk>/", desk_affairs.answer, name="desk_answer"),
    path("desk/columns/", desk_affairs.columns, name="desk_columns"),
    path("desk/columns/<int:pk>/end/", desk_affairs.end_column, name="desk_end_column"),
    path("desk/duty/", desk_duty.index, name="desk_duty"),
    path("desk/duty/<int:pk>/remove/", desk_duty.remove, name="desk_end_duty"),
    path("desk/channels/", desk_channels.index, name="desk_channels"),
    path("desk/channels/<slug:key>/", desk_channels.set_up, name="desk_channel"),
    path("desk/channels/<int:pk>/switch/", desk_channels.switch, name="desk_switch_channel"),
    path("desk/deliveries/", desk_channels.log, name="desk_log"),
    path("desk/deliveries/<int:pk>/again/", desk_channels.again, name="desk_send_again"),
]

urlpatterns = [*resident_urls, *desk_urls]
