from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from cases import navigation, timeline, unfinished  # noqa: F401  menu, events and drafts declare themselves
