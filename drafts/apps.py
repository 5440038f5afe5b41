from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "drafts"
    verbose_name = "Utkast"

    def ready(self) -> None:
        from drafts import models
        from drafts.text_editors import register_texts
        from goals import triggers

        register_texts()
        triggers.insert_only(models.PartEdit, "Vad som ändrats i ett utkast skrivs inte om.")
        triggers.insert_only(models.DraftLook, "Vem som läst ett utkast skrivs inte om.")
