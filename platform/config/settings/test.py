"""Settings of the test suite: like dev, with cheap password hashes and mail kept in memory."""

from config.settings.dev import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Argon2 costs 50 ms a user; nothing in the suite depends on the cost of a hash.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
