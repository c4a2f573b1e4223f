from django.urls import URLPattern, path

from assessments.views import copies, limits

urlpatterns: list[URLPattern] = [
    path("assessments/<str:reference>/read/", copies.read_whole, name="read"),
    path("assessments/<str:reference>/pdf/", copies.pdf, name="pdf"),
    path("assessments/<str:reference>/copies/", copies.copies, name="copies"),
    path("assessments/<str:reference>/copies/add/", copies.add_copy, name="add_copy"),
    path("assessments/<str:reference>/keep-back/", limits.keep_back, name="keep_back"),
    path("assessments/<str:reference>/copies/again/", copies.agree_again, name="agree_again"),
    path("copies/<str:reference>/pdf/", copies.copy_pdf, name="copy_pdf"),
    path("copies/<str:reference>/words/", copies.childs_page, name="childs_page"),
    path("copies/<str:reference>/given/", copies.give_copy, name="give_copy"),
    path("copies/<str:reference>/end/", copies.end_copy, name="end_copy"),
]
