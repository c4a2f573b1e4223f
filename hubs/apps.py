from django.apps import AppConfig


class HubsConfig(AppConfig):
    name = "hubs"

    def ready(self) -> None:
        from hubs import (  # noqa: F401  what each adds
            navigation,
            notices,
            panels,
            possible,
            telling,
            timeline,
            unfinished,
            visits,
        )
