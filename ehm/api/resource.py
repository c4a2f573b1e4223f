"""What every resource of the API shares: who asks, the two walls, the read log, and one action for each change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, ClassVar, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from ehm.api.authentication import token_of
from ehm.api.fields import REFERENCE, Input
from ehm.api.limits import count_use
from ehm.api.parsing import check_size
from ehm.models import ApiToken
from ehm.rows.actor import Actor, ActorRequest, as_actor
from ehm.rows.middleware import answer

M = TypeVar("M", bound=models.Model)
BY_REFERENCE = OpenApiParameter("reference", OpenApiTypes.STR, OpenApiParameter.PATH, pattern=REFERENCE)


class Resource(GenericViewSet[Any]):
    """One kind of record. A resource names its records, how they are shown, and what each kind of writing takes. It
    never says which partnership or agency: the token does."""

    records: ClassVar[type[models.Model]]
    line: ClassVar[type[BaseSerializer[Any]]]  # in a list
    record: ClassVar[type[BaseSerializer[Any]]]  # by itself
    takes: ClassVar[Mapping[str, type[Input]]] = {}  # action → what it takes
    orders: ClassVar[tuple[str, ...]] = ("reference",)  # of a list; the first is the usual one
    lookup_field = "reference"
    http_method_names = ("get", "head", "post")
    refused: APIException | None = None  # before anybody acts
    token: ApiToken | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As RowContextMiddleware does for pages: who acts is read as the login role, and everything else happens
        inside their transaction, the rendering too. What they read is logged before it leaves."""
        try:
            check_size(request)
            token = token_of(request)
            count_use(token)
        except APIException as refused:
            self.refused = refused
            response = self._respond(request, *args, **kwargs)
        else:
            self.token = token
            respond = partial(self._respond, *args, **kwargs)
            response = answer(cast(ActorRequest, request), as_actor(token.membership), respond)
        add_never_cache_headers(response)
        return response

    def _respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        assert isinstance(response, Response)
        return cast(HttpResponse, response.render())

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        asked = super().initialize_request(request, *args, **kwargs)
        if self.token is not None:  # read already, by a role that may
            asked.user, asked.auth = self.token.user, self.token
        return asked

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if self.refused is not None:
            raise self.refused
        super().initial(request, *args, **kwargs)
        if not (self.may_write() if request.method == "POST" else self.may_read()):
            raise PermissionDenied

    @property
    def actor(self) -> Actor:
        return cast(ActorRequest, self.request._request).actor

    def may_read(self) -> bool:
        """Administrators run the partnership and read no case."""
        return self.actor.reads_cases

    def may_write(self) -> bool:
        """Before anything that was sent is looked at."""
        return self.actor.writes_cases

    def visible(self) -> models.QuerySet[Any]:
        """Everything that this actor may see, with what a list shows of it."""
        records: Any = self.records._default_manager
        return cast("models.QuerySet[Any]", records.visible_to(self.actor))

    def whole(self) -> models.QuerySet[Any]:
        """The same, with what one record shows by itself."""
        return self.visible()

    def shown_with(self, page: Iterable[Any]) -> dict[str, Any]:
        """What the serializer needs besides these records, asked once for all of them."""
        return {}

    def get_queryset(self) -> models.QuerySet[Any]:
        """For the description of the API, which is nobody's."""
        return self.records._default_manager.none()

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """For the description of the API."""
        return self.line if self.action == "list" else self.record

    def get_serializer_context(self) -> dict[str, Any]:
        return {"actor": getattr(self.request, "actor", None)}

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.visible()))
        assert page is not None
        context = self.get_serializer_context() | self.shown_with(page)
        return self.get_paginated_response(self.line(page, many=True, context=context).data)

    def retrieve(self, request: Request, reference: str) -> Response:
        return self.show(self.find(self.whole(), reference))

    def find(self, queryset: models.QuerySet[M], reference: str) -> M:
        """The same answer for what is not there and what is not for this actor."""
        found = queryset.filter(reference=reference.upper().replace("\x00", "")).first()
        if found is None:
            raise NotFound
        return found

    def sent(self) -> dict[str, Any]:
        """What the program sent to this action, clean; refused with 400 where it is not what the action takes."""
        taken = self.takes[self.action](data=self.request.data, context=self.get_serializer_context())
        taken.is_valid(raise_exception=True)
        return cast("dict[str, Any]", taken.validated_data)

    def show(self, record: models.Model, status: int = 200) -> Response:
        context = self.get_serializer_context() | self.shown_with([record])
        return Response(self.record(record, context=context).data, status=status)

    def show_again(self, reference: str, status: int = 200) -> Response:
        """After a change: as it is now, read anew. Whoever handed a record over may not see it any more."""
        found = self.whole().filter(reference=reference).first()
        return Response(status=204) if found is None else self.show(found, status)
