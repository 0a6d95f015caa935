"""Addresses of accounts."""

from django.urls import path

from liren.accounts.views import office, security, sign_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.by_phone, name="sign_in"),
    path("sign-in/code/", sign_in.by_code, name="code"),
    path("sign-in/staff/", sign_in.by_password, name="sign_in_staff"),
    path("sign-in/second-factor/", sign_in.second_factor, name="second_factor"),
    path("sign-in/enrol/", sign_in.enrol_first, name="enrol_first"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("me/security/", security.overview, name="security"),
    path("me/security/password/", security.change_password, name="change_password"),
    path("me/security/second-factor/begin/", security.begin_factor, name="begin_factor"),
    path("me/security/second-factor/", security.confirm_factor, name="factor"),
    path("me/security/second-factor/remove/", security.remove_factor, name="remove_factor"),
    path("me/security/tokens/", security.make_token, name="make_token"),
    path("me/security/tokens/<int:pk>/revoke/", security.revoke_token, name="revoke_token"),
    path("office/users/", office.users, name="users"),
    path("office/users/add/", office.add_user, name="add_user"),
    path("office/users/<int:pk>/", office.user, name="user"),
    path("office/users/<int:pk>/grants/<int:grant>/end/", office.end_grant, name="end_grant"),
    path("office/users/<int:pk>/unlock/", office.unlock, name="unlock"),
    path("office/users/<int:pk>/start/", office.start_anew, name="start_anew"),
    path("office/users/<int:pk>/active/", office.set_active, name="set_active"),
    path("office/audit/", office.log, name="log"),
    path("office/audit/verify/", office.verify_log, name="verify_log"),
]
