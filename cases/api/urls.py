from typing import Any

from django.urls import path

from cases.api.children import Children
from cases.api.contacts import Contacts
from cases.api.episodes import Episodes
from cases.api.families import Families
from cases.api.notes import KeyAgencyNotes

ONE: dict[str, Any] = {"get": "retrieve"}
LIST: dict[str, Any] = {"get": "list"}
LIST_AND_ADD: dict[str, Any] = {"get": "list", "post": "create"}

urlpatterns = [
    path("families/", Families.as_view(LIST_AND_ADD), name="families"),
    path("families/<str:reference>/", Families.as_view(ONE), name="family"),
    path("children/", Children.as_view(LIST), name="children"),
    path("children/find/", Children.as_view({"post": "find_known"}), name="find_child"),
    path("children/<str:reference>/", Children.as_view(ONE), name="child"),
    path("episodes/", Episodes.as_view(LIST_AND_ADD), name="episodes"),
    path("episodes/<str:reference>/", Episodes.as_view(ONE), name="episode"),
    path("episodes/<str:reference>/open/", Episodes.as_view({"post": "open"}), name="open_episode"),
    path("episodes/<str:reference>/level/", Episodes.as_view({"post": "decide_level"}), name="decide_level"),
    path("episodes/<str:reference>/agree-to-lead/", Episodes.as_view({"post": "agree_to_lead"}), name="agree_to_lead"),
    path("key-agency-notes/", KeyAgencyNotes.as_view(LIST_AND_ADD), name="key_agency_notes"),
    path("key-agency-notes/<str:reference>/", KeyAgencyNotes.as_view(ONE), name="key_agency_note"),
    path("key-agency-notes/<str:reference>/confirm/", KeyAgencyNotes.as_view({"post": "confirm"}), name="confirm_note"),
    path("key-agency-notes/<str:reference>/end/", KeyAgencyNotes.as_view({"post": "end"}), name="end_note"),
    path("contacts/", Contacts.as_view(LIST_AND_ADD), name="contacts"),
    path("contacts/<str:reference>/", Contacts.as_view(ONE), name="contact"),
    path("contacts/<str:reference>/correct/", Contacts.as_view({"post": "correct"}), name="correct_contact"),
]
