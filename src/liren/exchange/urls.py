"""Addresses of exchange: the Open311 door, and the pages of the set-up."""

from django.urls import path

from liren.exchange.views import keys, open311, webhooks

app_name = "exchange"
urlpatterns = [
    path("open311/v2/<path:address>", open311.open311, name="open311"),
    path("desk/setup/open311/", keys.keys, name="keys"),
    path("desk/setup/open311/<int:pk>/end/", keys.end, name="end_key"),
    path("desk/setup/webhooks/", webhooks.subscriptions, name="webhooks"),
    path("desk/setup/webhooks/<int:pk>/", webhooks.log, name="webhook"),
    path("desk/setup/webhooks/<int:pk>/secret/", webhooks.change_secret, name="webhook_secret"),
    path("desk/setup/webhooks/<int:pk>/switch/", webhooks.switch, name="webhook_switch"),
    path(
        "desk/setup/webhooks/<int:pk>/deliveries/<int:delivery>/again/",
        webhooks.send_again,
        name="webhook_again",
    ),
]
