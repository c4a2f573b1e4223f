from django.urls import path

from assessments.views import own_form

app_name = "own_form"
urlpatterns = [
    path("", own_form.show_form, name="form"),
    path("parts/<slug:section>/", own_form.show_section, name="section"),
    path("parts/<slug:section>/preview/", own_form.preview, name="preview"),
    path("parts/<slug:section>/add/", own_form.add_question, name="add_question"),
    path("questions/<str:reference>/", own_form.question, name="question"),
    path("questions/<str:reference>/stop/", own_form.stop_asking, name="stop_asking"),
    path("lists/<slug:code_set>/", own_form.show_list, name="list"),
    path("lists/<slug:code_set>/add/", own_form.add_value, name="add_value"),
    path("values/<str:reference>/", own_form.value, name="value"),
    path("values/<str:reference>/stop/", own_form.stop_offering, name="stop_offering"),
]
