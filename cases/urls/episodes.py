from django.urls import URLPattern, path

from cases.views import episodes

urlpatterns: list[URLPattern] = [
    path("caseload/", episodes.caseload, name="caseload"),
    path("families/<str:reference>/episodes/new/", episodes.new_episode, name="new_episode"),
    path("episodes/<str:reference>/", episodes.show_episode, name="episode"),
    path("episodes/<str:reference>/open/", episodes.open_episode, name="open"),
    path("episodes/<str:reference>/begin-again/", episodes.begin_again, name="begin_again"),
    path("episodes/<str:reference>/not-taken-up/", episodes.give_up, name="give_up"),
    path("episodes/<str:reference>/level/", episodes.decide_level, name="decide_level"),
    path("episodes/<str:reference>/handover/", episodes.handovers, name="handovers"),
    path("episodes/<str:reference>/handover/done/", episodes.first_done, name="first_done"),
    path("episodes/<str:reference>/lead/", episodes.allocate_lead, name="allocate_lead"),
    path("episodes/<str:reference>/lead/agree/", episodes.agree_to_lead, name="agree_to_lead"),
    path("episodes/<str:reference>/lead/end/", episodes.end_lead, name="end_lead"),
]
