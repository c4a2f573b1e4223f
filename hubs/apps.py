from django.apps import AppConfig


class HubsConfig(AppConfig):
    name = "hubs"

    def ready(self) -> None:
        from hubs import (  # noqa: F401  what each adds
            handing_over,
            navigation,
            notices,
            panels,
            possible,
            telling,
            timeline,
            unfinished,
            visits,
        )
