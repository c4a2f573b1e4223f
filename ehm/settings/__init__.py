"""Which settings: EHM_ENV=production for a real site, anything else is a development or demo site."""

import os

if os.environ.get("EHM_ENV") == "production":
    from ehm.settings.production import *
else:
    from ehm.settings.dev import *
