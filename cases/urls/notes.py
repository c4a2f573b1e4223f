from django.urls import path

from cases.views import notes

urlpatterns = [
    path("notes/", notes.notes, name="notes"),
    path("notes/new/", notes.new_note, name="new_note"),
    path("notes/new/<uuid:look_id>/", notes.new_note_choose, name="new_note_choose"),
    path("notes/new/<uuid:look_id>/child/", notes.new_note_child, name="new_note_child"),
    path("notes/<str:reference>/", notes.change, name="change_note"),
    path("notes/<str:reference>/still-true/", notes.confirm, name="confirm_note"),
    path("notes/<str:reference>/end/", notes.end, name="end_note"),
    path("children/<str:reference>/", notes.child, name="child"),
    path("children/<str:reference>/notes/new/", notes.new_note_of, name="new_note_of"),
]
