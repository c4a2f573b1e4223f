from cases.urls import contacts, episodes, families, links, notes, oversight, search, sharing

app_name = "cases"
urlpatterns = [
    *families.urlpatterns,
    *search.urlpatterns,
    *episodes.urlpatterns,
    *sharing.urlpatterns,
    *contacts.urlpatterns,
    *links.urlpatterns,
    *notes.urlpatterns,
    *oversight.urlpatterns,
]
