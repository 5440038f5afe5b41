"""The WSGI application that gunicorn serves, and runserver too."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kungsor_portal.settings")
application = get_wsgi_application()


def _warm_up() -> None:
    """Papers are loaded while the first pages are served, so that nobody waits for it with the first PDF."""
    from goals.views.paper_response import warm_up

    thread = threading.Thread(target=warm_up, name="papers", daemon=True)
    thread.start()
    # `gunicorn --preload` forks after this: never in the middle of an import, which the worker would wait for for ever.
    os.register_at_fork(before=thread.join)


_warm_up()
