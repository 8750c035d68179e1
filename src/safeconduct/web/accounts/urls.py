"""The addresses of accounts. Of what allauth offers only what fits accounts without an address is here."""

from allauth.account import views as entrance
from allauth.usersessions import views as sessions
from django.urls import include, path

from safeconduct.web.accounts import views

urlpatterns = [
    path("account/", views.own, name="account_own"),
    path("account/sign-in/", entrance.login, name="account_login"),
    path("account/sign-out/", entrance.logout, name="account_logout"),
    path("account/closed/", entrance.account_inactive, name="account_inactive"),
    path("account/again/", entrance.reauthenticate, name="account_reauthenticate"),
    path("account/password/", entrance.password_change, name="account_change_password"),
    path("account/duress/", views.duress, name="account_duress"),
    path("account/factors/", include("allauth.mfa.urls")),
    path("account/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("account/slip/<str:code>/", views.slip, name="account_slip"),
    path("account/officers/", views.officers, name="account_officers"),
    path("account/officers/<str:username>/recover/", views.recover, name="account_recover"),
    path("account/officers/<str:username>/close/", views.close, name="account_close"),
    path("account/alarms/<int:number>/seen/", views.alarm_seen, name="account_alarm_seen"),
    path("demo/", views.enter, name="demo"),
    path("demo/<str:username>/", views.enter, name="demo_enter"),
]
