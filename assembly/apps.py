from django.apps import AppConfig


class AssemblyConfig(AppConfig):
    name = "assembly"
    verbose_name = "Sammanträden"

    def ready(self) -> None:
        from assembly import guards, models
        from goals import triggers

        triggers.insert_only(models.Ballot, "En röst ändras inte. En ny röst läggs till, och den sista räknas.")
        triggers.refuse(*guards.rules())
        triggers.kept(models.Procedure, models.Step, models.Requester, models.Declaration, models.RollCall)
        # Votes are nobody's business until the roll call is closed: then its row changes.
        triggers.content(models.Procedure, models.Step, models.Requester, models.Declaration, models.RollCall)
