"""Addresses of cases: the resident's, and the desk's."""

from django.urls import URLPattern, URLResolver, path

from liren.cases.views import (
    desk,
    desk_acts,
    desk_causes,
    desk_export,
    desk_imports,
    desk_new,
    desk_overview,
    desk_public,
    desk_setup,
    photos,
    progress,
    public,
    public_feeds,
    report,
)

app_name = "cases"

resident_urls: list[URLPattern | URLResolver] = [
    path("report/", report.report, name="report"),
    path("report/<str:code>/", report.report, name="report_at"),
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
    path("r/<str:link>/shown/", progress.shown, name="shown"),
    path("public/", public.listing, name="public"),
    path("public/month/", public.month, name="public_month"),
    path("public/case/<int:pk>/", public.matter, name="public_case"),
    path("public/<str:code>/", public.listing, name="public_at"),
    path("public/<str:code>/month/", public.month, name="public_month_at"),
    path("public/<str:code>/feed.atom", public_feeds.atom, name="public_atom"),
    path("public/<str:code>/feed.rss", public_feeds.rss, name="public_rss"),
    path("public/<str:code>/follow/", public.follow, name="follow"),
    path("me/places/", public.follows, name="follows"),
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
    path("desk/new/similar/", desk_new.similar, name="desk_similar"),
    path("desk/new/<int:pk>/", desk_new.slip, name="desk_slip"),
    path("desk/imports/", desk_imports.runs, name="desk_imports"),
    path("desk/imports/<int:pk>/", desk_imports.run, name="desk_import"),
    path("desk/imports/<int:pk>/start/", desk_imports.start, name="desk_import_start"),
    path("desk/imports/<int:pk>/again/", desk_imports.again, name="desk_import_again"),
    path("desk/imports/<int:pk>/bad/", desk_imports.bad_rows, name="desk_import_bad"),
    path("desk/public/", desk_public.wordings, name="desk_wordings"),
    path("desk/public/<int:pk>/", desk_public.wording, name="desk_wording"),
    path("desk/causes/", desk_causes.causes, name="desk_causes"),
    path("desk/causes/choose/", desk_causes.choose, name="desk_choose_cause"),
    path("desk/causes/<int:pk>/", desk_causes.cause, name="desk_cause"),
    path("desk/causes/<int:pk>/plan/", desk_causes.plan, name="desk_plan_measure"),
    path("desk/causes/<int:pk>/end/", desk_causes.end, name="desk_end_cause"),
    path("desk/causes/measures/<int:pk>/", desk_causes.measure, name="desk_measure"),
    path("desk/causes/measures/<int:pk>/drop/", desk_causes.drop, name="desk_drop_measure"),
    path("desk/overview/", desk_overview.overview, name="desk_overview"),
    path("desk/setup/", desk_setup.setup, name="desk_setup"),
    path("desk/setup/classes/", desk_setup.classes, name="desk_classes"),
    path("desk/setup/rules/", desk_setup.dispatch_rules, name="desk_rules"),
    path("desk/setup/rules/<int:pk>/remove/", desk_setup.remove_rule, name="desk_remove_rule"),
    path("desk/setup/days/", desk_setup.days, name="desk_days"),
    path("desk/setup/days/<str:day>/remove/", desk_setup.remove, name="desk_remove_day"),
    path("desk/setup/parties/", desk_setup.parties, name="desk_parties"),
]

urlpatterns = [*resident_urls, *desk_urls]
