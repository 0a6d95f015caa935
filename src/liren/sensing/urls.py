"""Addresses of sensing: the pages of the desk, and the door of vendors' platforms."""

from django.urls import path

from liren.sensing.views import push

app_name = "sensing"
urlpatterns = [
    path("sensing/push/<slug:number>/", push.push, name="push"),
]
