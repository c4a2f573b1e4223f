from assessments.urls import copies, deciding, files, life_events, starting, writing

app_name = "assessments"
urlpatterns = [
    *starting.urlpatterns,
    *writing.urlpatterns,
    *files.urlpatterns,
    *life_events.urlpatterns,
    *deciding.urlpatterns,
    *copies.urlpatterns,
]
