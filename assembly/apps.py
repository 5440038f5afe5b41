from django.apps import AppConfig


class AssemblyConfig(AppConfig):
    name = "assembly"
    verbose_name = "Sammanträden"

    def ready(self) -> None:
        from assembly import guards, models
        from goals import triggers
        from goals.models import Service

        triggers.insert_only(models.Ballot, "En röst ändras inte. En ny röst läggs till, och den sista räknas.")
        triggers.refuse(*guards.rules())
        triggers.kept(models.Procedure, models.Step, models.Requester, models.Declaration, models.RollCall)
        # Presence, quorum and the right to vote are read from it.
        triggers.kept(Service)
        # Votes are nobody's business until the roll call is closed: then its row changes.
        triggers.content(models.Procedure, models.Step, models.Requester, models.Declaration, models.RollCall)
