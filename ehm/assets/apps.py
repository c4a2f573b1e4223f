from django.contrib.staticfiles.apps import StaticFilesConfig


class OurStaticFiles(StaticFilesConfig):
    """Django's collector, told what no page of ours loads: compressing it would take most of a minute."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "django_htmx/htmx-2.js",
        "django_htmx/ht*-4.*",
        "django_htmx/ext/*",
        "drf_spectacular_sidecar/redoc/*",
    ]
