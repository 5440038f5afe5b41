"""The addresses of sammanträden: public pages, the secretary's room, and the members' own votes."""

from __future__ import annotations

from django.urls import URLPattern, path

from assembly import decision_urls, voting_urls
from assembly.views import matters, meetings, public, room, seats, services

urlpatterns: list[URLPattern] = [
    path("sammantraden/", public.meetings, name="meetings"),
    path("sammantraden/<slug:body>/<str:date>/", public.meeting, name="meeting"),
    path("sekreterare/", room.room, name="secretary"),
    path("sekreterare/arenden/", matters.matters, name="secretary_matters"),
    path("sekreterare/arenden/nytt/", matters.new, name="secretary_matter_new"),
    path("sekreterare/arenden/<int:pk>/", matters.matter, name="secretary_matter"),
    path("sekreterare/arenden/<int:pk>/andra/", matters.edit, name="secretary_matter_edit"),
    path("sekreterare/sammantraden/", meetings.meetings, name="secretary_meetings"),
    path("sekreterare/sammantraden/nytt/", meetings.new, name="secretary_meeting_new"),
    path("sekreterare/sammantraden/<int:pk>/", meetings.meeting, name="secretary_meeting"),
    path("sekreterare/sammantraden/<int:pk>/andra/", meetings.edit, name="secretary_meeting_edit"),
    path("sekreterare/sammantraden/<int:pk>/dagordning/", meetings.add_matter, name="secretary_agenda_add"),
    path("sekreterare/sammantraden/<int:pk>/paragrafer/", meetings.paragraphs, name="secretary_paragraphs"),
    path(
        "sekreterare/sammantraden/<int:pk>/dagordning/<int:item>/ta-bort/",
        meetings.remove_matter,
        name="secretary_agenda_remove",
    ),
    path("sekreterare/sammantraden/<int:pk>/tjanstgoring/", services.services, name="secretary_services"),
    path("sekreterare/sammantraden/<int:pk>/tjanstgoring/upprop/", services.begin_roll, name="secretary_roll"),
    path("sekreterare/sammantraden/<int:pk>/tjanstgoring/rad/", services.set_service, name="secretary_service"),
    path("sekreterare/sammantraden/<int:pk>/tjanstgoring/<int:seat>/", services.tap, name="secretary_tap"),
    path("sekreterare/mandat/", seats.seats, name="secretary_seats"),
    path("sekreterare/mandat/<slug:body>/ny-mandatperiod/", seats.new, name="secretary_seats_new"),
    path("sekreterare/mandat/<slug:body>/<str:start>/namn/", seats.fill_in, name="secretary_seats_fill"),
    path("sekreterare/mandat/<int:pk>/", seats.seat, name="secretary_seat"),
    *decision_urls.urlpatterns,
    *voting_urls.urlpatterns,
]
