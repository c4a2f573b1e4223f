from django.urls import URLPattern, path

from plans.views import follow_ups, front_door, step_down, step_up

urlpatterns: list[URLPattern] = [
    path("episodes/<str:reference>/front-door/", front_door.tell, name="front_door"),
    path("front-door/<str:reference>/", front_door.contact, name="front_door_contact"),
    path("front-door/<str:reference>/sent/", front_door.sent, name="sent"),
    path("front-door/<str:reference>/heard/", front_door.heard, name="heard"),
    path("episodes/<str:reference>/pack/", front_door.pack, name="pack"),
    path("episodes/<str:reference>/pack/pdf/", front_door.pack_pdf, name="pack_pdf"),
    path("asked-without-names/", front_door.consultations, name="consultations"),
    path("episodes/<str:reference>/step-up/", step_up.step_up, name="step_up"),
    path("step-ups/<str:reference>/agreed/", step_up.handover, name="step_up_handover"),
    path("listed/<str:reference>/end/", step_up.end_listing, name="end_listing"),
    path("episodes/<str:reference>/step-down/", step_down.step_down, name="step_down"),
    path("step-downs/<str:reference>/papers/new/", step_down.add_paper, name="add_step_down_paper"),
    path("step-downs/<str:reference>/used/", step_down.used, name="step_down_used"),
    path("follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path("episodes/<str:reference>/follow-up/", follow_ups.follow_up, name="follow_up"),
    path("from-social-care/<str:reference>/", step_down.paper, name="step_down_paper"),
    path("from-social-care/<str:reference>/remove/", step_down.remove_paper, name="remove_step_down_paper"),
]
