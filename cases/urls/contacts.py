from django.urls import URLPattern, path

from cases.views import contacts

urlpatterns: list[URLPattern] = [
    path("episodes/<str:reference>/contacts/", contacts.list_contacts, name="contacts"),
    path("episodes/<str:reference>/contacts/new/", contacts.record, name="record_contact"),
    path("contacts/<str:reference>/", contacts.show, name="contact"),
    path("contacts/<str:reference>/saved/", contacts.saved, name="contact_saved"),
    path("contacts/<str:reference>/correct/", contacts.correct, name="correct_contact"),
]
