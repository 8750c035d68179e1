"""The addresses of the desk."""

from django.urls import path

from safeconduct.web.desk import closing, programme, signing, views, writing
from safeconduct.web.shell.doors import Door

urlpatterns = [
    path("desk/", views.home, name="desk"),
    path("desk/key/", views.key, name="desk_key"),
    path("desk/moves/", programme.moves, name="desk_moves"),
    path("desk/write/", writing.write, name="desk_write"),
    path("desk/hand-in/", signing.hand_in, name="desk_hand_in"),
    path("desk/act/<str:act_id>/", views.act, name="desk_act"),
    path("desk/close-key/<int:number>/", closing.close_key, name="desk_close_key"),
]

DOORS = dict.fromkeys(("desk", "desk_key", "desk_moves", "desk_write", "desk_hand_in", "desk_act"), Door.SIGNED_IN)
DOORS["desk_close_key"] = Door.MANAGES
