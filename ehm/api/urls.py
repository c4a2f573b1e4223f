from django.urls import include, path, re_path
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from ehm.api import docs, schema

app_name = "api"


class NotThere(APIView):
    """An address that the API does not have."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise NotFound


urlpatterns = [
    path("schema/", schema.schema, name="schema"),
    path("docs/", docs.docs, name="docs"),
    path("", include("cases.api.urls")),
    path("", include("assessments.api")),
    path("", include("plans.api")),
    path("", include("hubs.api")),
    path("", include("hubs.api_meetings")),
    path("", include("standards.api")),
    re_path(r"^(?:.*/)?$", NotThere.as_view(), name="not_there"),
]
