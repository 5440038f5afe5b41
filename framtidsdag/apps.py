from django.apps import AppConfig


class FramtidsdagConfig(AppConfig):
    name = "framtidsdag"
    verbose_name = "Framtidsdagar"

    def ready(self) -> None:
        from framtidsdag import guards, models
        from goals import triggers

        triggers.insert_only(models.PhaseMove, "Ett fasbyte ändras inte.")
        triggers.insert_only(models.FactsSheet, "Faktabladet är fryst som läget var den dagen.")
        triggers.refuse(*guards.rules())
        triggers.kept(models.Reflection, models.DiscussionNote, models.KpiProposal, models.Mark, models.Answer)
        triggers.content(
            models.Answer, models.Assignment, models.FactsSheet, models.Framtidsdag, models.Material,
            models.ParticipantGroup, models.ProgrammeItem, models.ReflectionGroup, models.Report,
            models.SteeringPoint, models.Workshop,
        )  # fmt: skip
        # What a whole room writes at once raises the day's own revisions. Public pages show it when the day is over,
        # and what changes in it from then on is content like other content.
        triggers.content(models.DiscussionNote, models.KpiProposal, models.Reflection, events=("UPDATE",))
        triggers.content(
            models.Room, events=("INSERT", "UPDATE"),
            updates="OLD.is_open IS DISTINCT FROM NEW.is_open OR OLD.joining IS DISTINCT FROM NEW.joining",
        )  # fmt: skip
