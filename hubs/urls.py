from django.urls import path

from hubs.views import letters, requests, triage

app_name = "hubs"
urlpatterns = [
    path("requests/", requests.requests, name="requests"),
    path("requests/ask/<str:how>/", requests.before_asking, name="before_asking"),
    path("episodes/<str:reference>/ask-for-help/", requests.ask_about, name="ask_about"),
    path("requests/new/<str:how>/", requests.new_request, name="new_request"),
    path("requests/<str:reference>/", requests.help_request, name="request"),
    path("requests/<str:reference>/answer/", requests.answer, name="answer"),
    path("requests/<str:reference>/take-back/", requests.withdraw, name="withdraw"),
    path("requests/<str:reference>/record/", triage.check, name="check"),
    path("requests/<str:reference>/discussion/", triage.discuss, name="discuss"),
    path("requests/<str:reference>/ask/", triage.ask_back, name="ask_back"),
    path("requests/<str:reference>/area/", triage.give_to_area, name="give_to_area"),
    path("requests/<str:reference>/list/", triage.list_request, name="list"),
    path("requests/<str:reference>/decide/", triage.decide, name="decide"),
    path("requests/<str:reference>/letter.pdf", letters.letter_pdf, name="letter_pdf"),
    path("requests/<str:reference>/letter/", triage.letter_sent, name="letter_sent"),
]
