"""Settings for tools that only read the models (mypy's Django plugin): the test settings without any service."""

import os

os.environ.setdefault("DATABASE_URL", "postgres://nobody@localhost/nothing")
os.environ.setdefault("BROKER_URL", "redis://localhost/0")
os.environ.setdefault("SECRET_KEY", "only-for-reading-models")

from config.settings.test import *  # noqa: F403
