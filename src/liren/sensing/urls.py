"""Addresses of sensing: the pages of the desk, and the door of vendors' platforms."""

from django.urls import path

from liren.sensing.views import alerts, devices, gateways, joining, lifts, looks, push, rules

app_name = "sensing"
urlpatterns = [
    path("sensing/push/<slug:number>/", push.push, name="push"),
    path("desk/alerts/", alerts.alert_list, name="alerts"),
    path("desk/alerts/lifts/", lifts.lifts, name="lifts"),
    path("desk/alerts/lifts/<int:pk>/", lifts.building, name="lift"),
    path("desk/alerts/lifts/<int:pk>/decide/", lifts.decide, name="lift_decide"),
    path("desk/alerts/looks/<int:pk>/agree/", looks.agree, name="agree"),
    path("desk/alerts/<int:pk>/look/", looks.ask, name="look"),
    path("desk/alerts/<int:pk>/join/", joining.join, name="join"),
    path("desk/alerts/<int:pk>/take-out/", joining.take_out, name="take_out"),
    path("desk/alerts/<int:pk>/", alerts.alert_page, name="alert"),
    path("desk/alerts/<int:pk>/<slug:act>/", alerts.act, name="alert_act"),
    path("desk/devices/", devices.device_list, name="devices"),
    path("desk/devices/new/", devices.register, name="register"),
    path("desk/devices/import/", devices.bring_in, name="bring_in"),
    path("desk/devices/gateways/", gateways.gateways, name="gateways"),
    path("desk/devices/gateways/<int:pk>/", gateways.gateway_page, name="gateway"),
    path("desk/devices/gateways/<int:pk>/end/", gateways.end_gateway, name="end_gateway"),
    path("desk/devices/<slug:number>/", devices.device_page, name="device"),
    path("desk/devices/<slug:number>/claim/", devices.claim, name="claim"),
    path("desk/devices/<slug:number>/key/", devices.key, name="key"),
    path("desk/devices/<slug:number>/gateway/", devices.put_behind, name="put_behind"),
    path("desk/devices/<slug:number>/end/", devices.end, name="end"),
    path("desk/rules/", rules.rule_list, name="rules"),
    path("desk/rules/<int:pk>/", rules.rule_page, name="rule"),
    path("desk/rules/<int:pk>/file/", rules.rule_file, name="rule_file"),
    path("desk/rules/<int:pk>/switch/", rules.switch, name="rule_switch"),
]
