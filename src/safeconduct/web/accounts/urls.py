"""The addresses of accounts. Of what allauth offers only what fits accounts without an address is here."""

from allauth.account import views as entrance
from allauth.usersessions import views as sessions
from django.urls import include, path

from safeconduct.web.accounts import alarms, recovery, views
from safeconduct.web.shell.doors import Door

urlpatterns = [
    path("account/", views.own, name="account_own"),
    path("account/sign-in/", entrance.login, name="account_login"),
    path("account/sign-out/", entrance.logout, name="account_logout"),
    path("account/closed/", entrance.account_inactive, name="account_inactive"),
    path("account/again/", entrance.reauthenticate, name="account_reauthenticate"),
    path("account/password/", views.password, name="account_change_password"),
    path("account/duress/", views.duress, name="account_duress"),
    path("account/duress/told/", views.told, name="account_told"),
    path("account/factors/", include("allauth.mfa.urls")),
    path("account/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("account/slip/<str:code>/", views.slip, name="account_slip"),
    path("account/officers/", views.officers, name="account_officers"),
    path("account/officers/<str:username>/recover/", views.recover, name="account_recover"),
    path("account/officers/<str:username>/listed/", views.listed, name="account_listed"),
    path("account/officers/<str:username>/close/", views.close, name="account_close"),
    path("account/officers/waiting/<int:number>/agree/", recovery.agree, name="account_waiting_agree"),
    path("account/officers/waiting/<int:number>/stop/", recovery.stop, name="account_waiting_stop"),
    path("account/waiting/<int:number>/stop/", recovery.stop_own, name="account_waiting_stop_own"),
    path("account/alarms/<int:number>/", alarms.alarm, name="account_alarm"),
    path("account/alarms/<int:number>/seen/", alarms.seen, name="account_alarm_seen"),
    path("account/alarms/<int:number>/countersign/", alarms.countersign, name="account_alarm_countersign"),
    path("demo/", views.enter, name="demo"),
    path("demo/<str:username>/", views.enter, name="demo_enter"),
]

DOORS = {
    # Whoever is on the way in, or has just gone.
    **dict.fromkeys(("account_login", "account_logout", "account_inactive", "account_slip", "mfa_authenticate",
                     "mfa_login_webauthn"), Door.EVERYONE),
    # One's own account, also before it has a second factor.
    **dict.fromkeys(("account_own", "account_reauthenticate", "account_change_password", "account_duress", "account_told",
                     "account_waiting_stop_own", "usersessions_list",
                     "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
                     "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
                     "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn"), Door.ACCOUNT),
    **dict.fromkeys(("account_officers", "account_listed", "account_recover", "account_close", "account_waiting_agree",
                     "account_waiting_stop", "account_alarm", "account_alarm_seen", "account_alarm_countersign"), Door.MANAGES),
    **dict.fromkeys(("demo", "demo_enter"), Door.DEMO),
}
