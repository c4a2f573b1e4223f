"""What programs may ask of `/api/v1/`, and how often (docs/api.md)."""

from typing import Any

__all__ = [
    "API_ASKS_PER_MINUTE",
    "API_LARGEST_BODY",
    "API_PARTNERSHIP_ASKS_PER_MINUTE",
    "KNOX_TOKEN_MODEL",
    "REST_FRAMEWORK",
    "REST_KNOX",
    "SPECTACULAR_SETTINGS",
]

API_ASKS_PER_MINUTE = 120  # of one token
API_PARTNERSHIP_ASKS_PER_MINUTE = 1200  # of all tokens of a partnership together
API_LARGEST_BODY = 500_000  # bytes

KNOX_TOKEN_MODEL = "ehm.ApiToken"  # knox's own has no place to say which membership acts
REST_KNOX: dict[str, Any] = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_PREFIX": "ehm_", "AUTO_REFRESH": False}

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["ehm.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["ehm.api.authentication.Acts"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["ehm.api.parsing.JsonBody"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "ehm.api.parsing.AlwaysJson",
    "DEFAULT_FILTER_BACKENDS": ["ehm.api.filters.AllowListedFilters"],
    "DEFAULT_PAGINATION_CLASS": "ehm.api.paging.KeysetPaging",
    "DEFAULT_SCHEMA_CLASS": "ehm.api.schema.ProblemAwareSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "ehm.api.problems.answer_problem",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "EHM",
    "DESCRIPTION": "Early help cases for the programs of a partnership: the same records, permissions and actions as"
    " the pages.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SCHEMA_PATH_PREFIX_TRIM": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {},
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,
    "POSTPROCESSING_HOOKS": ["ehm.api.schema.describe_bodies"],
}
