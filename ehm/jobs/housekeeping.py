"""What the platform does by itself every night."""

from celery.schedules import crontab

from ehm import sessions, working_days
from ehm.jobs.tasks import repeat

repeat("clear_old_sessions", sessions.clear_old, crontab(hour="2", minute="10"))
repeat("seed_bank_holidays", working_days.seed_coming_years, crontab(hour="2", minute="20"))
