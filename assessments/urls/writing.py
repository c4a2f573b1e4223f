from django.urls import URLPattern, path

from assessments.views import writing

urlpatterns: list[URLPattern] = [
    path("assessments/<str:reference>/", writing.task_list, name="assessment"),
    path("assessments/<str:reference>/sections/<str:section>/", writing.section, name="section"),
    path("assessments/<str:reference>/sections/<str:section>/<str:about>/", writing.section, name="section_about"),
]
