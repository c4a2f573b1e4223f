from django.urls import URLPattern, path

from assessments.views import files

urlpatterns: list[URLPattern] = [
    path("assessments/<str:reference>/files/<str:question>/", files.add, name="add_file"),
    path("assessments/<str:reference>/files/<str:question>/<str:about>/", files.add, name="add_file_of"),
    path("files/<str:reference>/", files.file, name="file"),
    path("files/<str:reference>/small/", files.small, name="file_small"),
    path("files/<str:reference>/words/", files.describe, name="describe_file"),
    path("files/<str:reference>/remove/", files.remove, name="remove_file"),
]
