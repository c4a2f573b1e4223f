from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from cases import home, navigation, timeline, unfinished  # noqa: F401  panels, menu, events and drafts
