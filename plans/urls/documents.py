from django.urls import URLPattern, path

from plans.views import copies, documents, versions

urlpatterns: list[URLPattern] = [
    path("plans/<str:reference>/agree/", versions.agree, name="agree"),
    path("plans/<str:reference>/versions/", versions.versions, name="versions"),
    path("plans/<str:reference>/pdf/", documents.pdf, name="pdf"),
    path("plan-versions/<str:reference>/", versions.version, name="version"),
    path("plan-versions/<str:reference>/pdf/", documents.version_pdf, name="version_pdf"),
    path("meetings/<str:reference>/pdf/", documents.minutes_as_pdf, name="minutes_pdf"),
    path("plan-versions/<str:reference>/copies/", copies.copies, name="copies"),
    path("plan-versions/<str:reference>/copies/add/", copies.add_copy, name="add_copy"),
    path("plan-versions/<str:reference>/copies/again/", copies.agree_again, name="agree_again"),
    path("meetings/<str:reference>/copies/", copies.copies_of_minutes, name="copies_of_minutes"),
    path("meetings/<str:reference>/copies/add/", copies.add_copy_of_minutes, name="add_copy_of_minutes"),
    path("meetings/<str:reference>/copies/again/", copies.agree_minutes_again, name="agree_minutes_again"),
    path("plan-copies/<str:reference>/pdf/", copies.copy_pdf, name="copy_pdf"),
    path("plan-copies/<str:reference>/words/", copies.childs_page, name="childs_page"),
    path("plan-copies/<str:reference>/given/", copies.give_copy, name="give_copy"),
    path("plan-copies/<str:reference>/end/", copies.end_copy, name="end_copy"),
]
