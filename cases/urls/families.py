from django.urls import URLPattern, path

from cases.views import families, joining, people

FAMILY = "families/<str:reference>/"
PERSON = f"{FAMILY}people/<str:person>/"

urlpatterns: list[URLPattern] = [
    path("families/new/", families.new_family, name="new_family"),
    path(FAMILY, families.story, name="family"),
    path(f"{FAMILY}edit/", families.correct_family, name="correct_family"),
    path(f"{FAMILY}record-log/", families.record_log, name="record_log"),
    path(f"{FAMILY}people/", families.people, name="people"),
    path(f"{FAMILY}people/add/", people.add, name="add_person"),
    path(f"{FAMILY}people/find/", joining.find, name="find_person"),
    path(f"{FAMILY}people/find/<uuid:look_id>/", joining.found, name="found_people"),
    path(f"{FAMILY}people/add/<str:person>/", joining.join, name="add_known_person"),
    path(f"{FAMILY}address/", people.address, name="change_address"),
    path(f"{FAMILY}protect/", people.protect, name="protect_whereabouts"),
    path(f"{FAMILY}stop-protecting/", people.unprotect, name="unprotect_whereabouts"),
    path(f"{FAMILY}relationships/add/", people.relate, name="set_relationship"),
    path(
        f"{FAMILY}relationships/<str:person>/<str:relative>/<slug:relation>/",
        people.relationship,
        name="end_relationship",
    ),
    path(PERSON, people.show, name="person"),
    path(f"{PERSON}details/", people.correct, name="correct_person"),
    path(f"{PERSON}numbers/", people.numbers, name="set_identifiers"),
    path(f"{PERSON}born/", people.born, name="record_birth"),
    path(f"{PERSON}left/", people.leave, name="end_membership"),
    path(f"{PERSON}school/", people.school, name="set_school"),
    path(f"{PERSON}gp/", people.gp, name="set_gp"),
]
