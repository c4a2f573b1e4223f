from django.urls import URLPattern, path

from assessments.views import deciding, decision

urlpatterns: list[URLPattern] = [
    path("assessments/<str:reference>/submit/", deciding.submit, name="submit"),
    path("assessments/<str:reference>/shared/", deciding.share_with_family, name="share_with_family"),
    path("assessments/<str:reference>/decide/", decision.decide, name="decision"),
    path("assessment-remarks/<str:reference>/done/", decision.settle, name="settle_remark"),
]
