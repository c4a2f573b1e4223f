from django.apps import AppConfig


class HubsConfig(AppConfig):
    name = "hubs"

    def ready(self) -> None:
        from hubs import navigation, notices, possible, timeline, unfinished, visits  # noqa: F401  what each adds
