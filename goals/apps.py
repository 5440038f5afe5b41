from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class GoalsConfig(AppConfig):
    name = "goals"
    verbose_name = "Mål och beslut"

    def ready(self) -> None:
        from goals import checks, models, parts, triggers  # noqa: F401  (checks registers itself)
        from goals.triggers.install import after_migration, before_migration
        from goals.triggers.mask_rules import mask_rules

        parts.register_own()
        for model in (
            models.Decision, models.DecisionItem, models.DecisionText, models.MinutesEvent, models.MinutesFile,
            models.VersionEvent,
        ):  # fmt: skip
            triggers.insert_only(model, "Beslut ändras inte. Registrera en rättelse som ett nytt beslut.")
        triggers.content(
            models.AgendaItem, models.Body, models.BudgetInput, models.BudgetNeed, models.Decision,
            models.DecisionItem, models.DecisionText, models.Framework, models.FrameworkGoal, models.LongTermGoal,
            models.Mask, models.Matter, models.Meeting, models.MinutesEvent, models.MinutesFile, models.Outlook,
            models.Party, models.Person, models.Seat, models.SeatHolder, models.Service, models.Vision,
            models.VisionValue,
        )  # fmt: skip
        triggers.kept(models.ContentRevision)
        triggers.insert_only(models.Mask, "En maskering ändras inte. Lyft den och gör en ny.")
        triggers.refuse(*mask_rules())
        # Nobody outside sees that a draft is being written. Parts change in utkast only, so what people read
        # changes when the version leaves it.
        leaves = "NEW.status <> 'draft' AND (NEW.status <> 'withdrawn' OR NEW.put_forward_as <> '')"
        triggers.content(models.PlanVersion, events=("UPDATE",), updates=leaves)
        # A plan is made with its first draft; nothing shows it before a version of it is public.
        triggers.content(models.Plan, events=("UPDATE", "DELETE"), updates='OLD."versions_made" = NEW."versions_made"')
        pre_migrate.connect(before_migration, sender=self, dispatch_uid="portal_triggers_before")
        post_migrate.connect(after_migration, sender=self, dispatch_uid="portal_triggers_after")
