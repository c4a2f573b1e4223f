from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        from plans import (  # noqa: F401  what each adds
            ending,
            following,
            hearing,
            navigation,
            notices,
            panels,
            timeline,
            told,
            unfinished,
            with_contact,
        )
