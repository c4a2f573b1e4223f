from django.urls import URLPattern, path

from cases.views import sharing

urlpatterns: list[URLPattern] = [
    path("episodes/<str:reference>/sharing/", sharing.show_sharing, name="sharing"),
    path("episodes/<str:reference>/sharing/add/", sharing.add_agency, name="add_agency"),
    path("episodes/<str:reference>/sharing/agreement/", sharing.record_agreement, name="record_agreement"),
    path("episodes/<str:reference>/sharing/limit/", sharing.limit_sharing, name="limit_sharing"),
    path("team-agencies/<str:reference>/end/", sharing.end_agency, name="end_agency"),
    path("agreements/<str:reference>/withdraw/", sharing.withdraw_agreement, name="withdraw_agreement"),
    path("sharing-limits/<str:reference>/lift/", sharing.lift_limit, name="lift_limit"),
]
