from django.apps import AppConfig


class FramtidsdagConfig(AppConfig):
    name = "framtidsdag"
    verbose_name = "Framtidsdagar"

    def ready(self) -> None:
        from drafts import level_editor
        from framtidsdag import guards, models, rooms
        from framtidsdag.processing import origins
        from goals import masks, triggers

        level_editor.also_tells("came_from", origins.of_level, origins.read)
        masks.when_changed(rooms.masked)
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
