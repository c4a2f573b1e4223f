from assessments.urls import copies, deciding, files, form, starting, writing

app_name = "assessments"
urlpatterns = [
    *starting.urlpatterns,
    *writing.urlpatterns,
    *files.urlpatterns,
    *deciding.urlpatterns,
    *copies.urlpatterns,
    *form.urlpatterns,
]
