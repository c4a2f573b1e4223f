from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from cases import timeline, unfinished  # noqa: F401  events and drafts declare themselves
