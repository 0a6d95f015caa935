"""Addresses of places."""

from django.urls import path

from liren.places import views

app_name = "places"
urlpatterns = [path("places/<str:code>/plan.svg", views.plan, name="plan")]
