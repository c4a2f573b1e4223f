from cases.urls import contacts, episodes, families, notes, oversight, search, sharing

app_name = "cases"
urlpatterns = [
    *families.urlpatterns,
    *search.urlpatterns,
    *episodes.urlpatterns,
    *sharing.urlpatterns,
    *contacts.urlpatterns,
    *notes.urlpatterns,
    *oversight.urlpatterns,
]
