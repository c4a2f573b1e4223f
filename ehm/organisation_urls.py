from django.urls import path

from ehm.views.organisation import agencies, areas, calendar, home, people

app_name = "organisation"
urlpatterns = [
    path("", home.home, name="home"),
    path("log/", home.log, name="log"),
    path("settings/", home.settings, name="settings"),
    path("jobs/", home.jobs, name="jobs"),
    path("jobs/<uuid:job>/retry/", home.retry_job, name="retry_job"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/add/", agencies.add_agency, name="add_agency"),
    path("agencies/<str:reference>/", agencies.agency, name="agency"),
    path("agencies/<str:reference>/change/", agencies.change_agency, name="change_agency"),
    path("agencies/<str:reference>/end/", agencies.end_agency, name="end_agency"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<str:reference>/", people.person, name="person"),
    path("people/<str:reference>/change/", people.change_person, name="change_person"),
    path("people/<str:reference>/end/", people.end_person, name="end_person"),
    path("people/<str:reference>/send-invitation/", people.send_invitation, name="send_invitation"),
    path("areas/", areas.areas, name="areas"),
    path("areas/add/", areas.add_area, name="add_area"),
    path("areas/<str:reference>/", areas.area, name="area"),
    path("areas/<str:reference>/change/", areas.change_area, name="change_area"),
    path("areas/<str:reference>/end/", areas.end_area, name="end_area"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/add/", calendar.add_closure, name="add_closure"),
    path("calendar/<str:on>/rename/", calendar.rename_day, name="rename_day"),
    path("calendar/<str:on>/remove/", calendar.remove_day, name="remove_day"),
]
