from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        from plans import panels, timeline  # noqa: F401  registers panels, the record log and events
