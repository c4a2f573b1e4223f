from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from assessments import home, notices, panels, timeline, unfinished  # noqa: F401  panels, events and drafts
