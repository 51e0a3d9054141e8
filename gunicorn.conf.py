"""What gunicorn does beside serving; it reads this file from the folder that it is started in."""

import logging
import threading


def post_worker_init(worker: object) -> None:
    """Warm a new worker up beside its first requests; a database that is not there yet leaves it cold."""
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()


def _warm_up() -> None:
    from django.db import connections

    from apps.search.warming import warm_up

    try:
        warm_up()
    except Exception:
        # Whatever is missing, the first question meets it as well and says so to somebody.
        logging.getLogger("gunicorn.error").exception("the web worker stays cold")
    finally:
        connections.close_all()
