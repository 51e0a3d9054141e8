"""Settings of run.py: one machine, loopback only, mail into the log."""

from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS, STORAGES

DEBUG = False
# The sample world has users with a known password: it is not even installed in production.
INSTALLED_APPS = [*INSTALLED_APPS, "apps.sample"]
# Mail goes into the log here, so nobody has to look for a link before the first sign-in.
ACCOUNT_EMAIL_VERIFICATION = "optional"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# Files are served straight from static/, so that a changed style sheet shows without a collecting step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
