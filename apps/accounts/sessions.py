"""Sessions as Django keeps them in the database, read by a statement that is written out.

Every page of a signed-in person begins with it, and making the statement anew took longer than answering it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection

from kernel import clock


class SessionStore(db.SessionStore):
    """Django's own but for `load`. It is named as that one is: the name is part of the signature of what is kept."""

    def load(self) -> dict[str, Any]:
        """What the session holds; empty, and without a key from now on, where it is over or was never there."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, clock.now()],
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])
