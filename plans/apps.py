from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        from plans import panels, timeline, unfinished  # noqa: F401  panels, the record log, events and drafts
