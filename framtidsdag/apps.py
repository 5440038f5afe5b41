from django.apps import AppConfig


class FramtidsdagConfig(AppConfig):
    name = "framtidsdag"
    verbose_name = "Framtidsdagar"

    def ready(self) -> None:
        from framtidsdag import models
        from goals import triggers

        triggers.content(
            models.Assignment, models.Framtidsdag, models.ParticipantGroup, models.ProgrammeItem, models.Report
        )
