from django.urls import URLPattern, path

from plans.views import meetings, parts, plans

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("episodes/<str:reference>/plan/", plans.of_episode, name="of_episode"),
    path("plans/<str:reference>/", plans.plan, name="plan"),
    path("plans/<str:reference>/about/", plans.trajectory, name="trajectory"),
    path("plans/<str:reference>/agree/", plans.agree, name="agree"),
    path("plans/<str:reference>/end/", plans.end, name="end"),
    path("plans/<str:reference>/goals/new/", parts.add_goal, name="add_goal"),
    path("plans/<str:reference>/actions/new/", parts.add_action, name="add_action"),
    path("plans/<str:reference>/bottom-lines/new/", parts.add_bottom_line, name="add_bottom_line"),
    path("plan-goals/<str:reference>/", parts.change_goal, name="change_goal"),
    path("plan-actions/<str:reference>/", parts.change_promise, name="change_promise"),
    path("plan-actions/<str:reference>/finish/", parts.finish, name="finish_promise"),
    path("plan-actions/<str:reference>/move/", parts.move, name="move_promise"),
    path("episodes/<str:reference>/meetings/", meetings.meetings, name="meetings"),
    path("episodes/<str:reference>/meetings/new/", meetings.plan_meeting, name="plan_meeting"),
    path("meetings/<str:reference>/", meetings.meeting, name="meeting"),
    path("meetings/<str:reference>/move/", meetings.move, name="move_meeting"),
    path("meetings/<str:reference>/cancel/", meetings.cancel, name="cancel_meeting"),
    path("meetings/<str:reference>/minutes/", meetings.minutes, name="minutes"),
]
