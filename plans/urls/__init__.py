from django.urls import URLPattern, path

from plans.urls import documents, ways_out
from plans.views import closing, impact, meetings, minutes, parts, plans, stuck

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("impact/", impact.impact, name="impact"),
    path("episodes/<str:reference>/plan/", plans.of_episode, name="of_episode"),
    path("plans/<str:reference>/", plans.plan, name="plan"),
    path("plans/<str:reference>/about/", plans.trajectory, name="trajectory"),
    path("plans/<str:reference>/copy-forward/", plans.copy_forward, name="copy_forward"),
    path("plans/<str:reference>/end/", plans.end, name="end"),
    path("plans/<str:reference>/goals/new/", parts.add_goal, name="add_goal"),
    path("plans/<str:reference>/actions/new/", parts.add_action, name="add_action"),
    path("plans/<str:reference>/bottom-lines/new/", parts.add_bottom_line, name="add_bottom_line"),
    path("plan-goals/<str:reference>/", parts.change_goal, name="change_goal"),
    path("plan-actions/<str:reference>/", parts.change_promise, name="change_promise"),
    path("plan-actions/<str:reference>/finish/", parts.finish, name="finish_promise"),
    path("plan-actions/<str:reference>/move/", parts.move, name="move_promise"),
    path("plan-actions/<str:reference>/link/", parts.link, name="promise_link"),
    path("episodes/<str:reference>/stuck/", stuck.stuck, name="stuck"),
    path("episodes/<str:reference>/close/", closing.close, name="close"),
    path("episodes/<str:reference>/feedback/", closing.feedback, name="feedback"),
    path("feedback/<str:reference>/", closing.answer_feedback, name="write_feedback"),
    path("feedback/<str:reference>/link/", closing.feedback_link, name="feedback_link"),
    path("episodes/<str:reference>/meetings/", meetings.meetings, name="meetings"),
    path("episodes/<str:reference>/meetings/new/", meetings.plan_meeting, name="plan_meeting"),
    path("meetings/<str:reference>/", meetings.meeting, name="meeting"),
    path("meetings/<str:reference>/move/", meetings.move, name="move_meeting"),
    path("meetings/<str:reference>/cancel/", meetings.cancel, name="cancel_meeting"),
    path("meetings/<str:reference>/calendar.ics", meetings.calendar_file, name="meeting_file"),
    path("meetings/<str:reference>/guests/", meetings.guests, name="guests"),
    path("meeting-guests/<str:reference>/link/", meetings.link, name="guest_link"),
    path("meetings/<str:reference>/replies/", meetings.replies, name="replies"),
    path("meetings/<str:reference>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<str:reference>/minutes/put-right/", minutes.put_right, name="put_minutes_right"),
    path("meetings/<str:reference>/minutes/earlier/", minutes.earlier, name="earlier_minutes"),
    path("meetings/<str:reference>/not-held/", minutes.take_back, name="take_back"),
    *documents.urlpatterns,
    *ways_out.urlpatterns,
]
