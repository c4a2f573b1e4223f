from django.urls import URLPattern, path

from assessments.views import writing

urlpatterns: list[URLPattern] = [
    path("assessments/<str:reference>/", writing.task_list, name="assessment"),
]
