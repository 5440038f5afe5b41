"""The portal as gunicorn serves it, with an empty view beside it to measure against."""

from __future__ import annotations

import os

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kungsor_portal.settings")
settings.ROOT_URLCONF = "tools.bench_urls"

from kungsor_portal.wsgi import application  # noqa: E402  (it reads the setting)

__all__ = ["application"]
