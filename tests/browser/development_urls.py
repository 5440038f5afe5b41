"""The portal's addresses and those of development, whatever DEBUG was when the addresses were read."""

from django.urls import include, path

from kungsor_portal.urls import handler400, handler403, handler404, handler500
from kungsor_portal.urls import urlpatterns as portal

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("utveckling/", include("kungsor_portal.development")), *portal]
