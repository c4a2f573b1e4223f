from celery.schedules import crontab
from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "standards"

    def ready(self) -> None:
        from ehm.jobs.tasks import repeat
        from standards import (  # noqa: F401  register themselves
            at_hubs,
            hub_consequences,
            hub_panels,
            keeping,
            limits,
            navigation,
            notices,
            panels,
            redating,
            reviews,
            timeline,
        )
        from standards.digest import send_digests
        from standards.sweep import sweep

        repeat("sweep", sweep, crontab())
        repeat("digest", send_digests, crontab(hour="6", minute="30", day_of_week="mon-fri"))
