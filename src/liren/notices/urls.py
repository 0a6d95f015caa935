"""Addresses of notices."""

from django.urls import path

from liren.notices import views

app_name = "notices"
urlpatterns = [path("me/notices/", views.inbox, name="inbox")]
