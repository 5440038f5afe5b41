from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "drafts"
    verbose_name = "Utkast"

    def ready(self) -> None:
        from drafts import models
        from drafts.level_editor import register_levels
        from drafts.text_editors import register_texts
        from goals import triggers

        register_texts()
        register_levels()
        triggers.insert_only(models.PartEdit, "Vad som ändrats i ett utkast skrivs inte om.")
        triggers.insert_only(models.DraftLook, "Vem som läst ett utkast skrivs inte om.")
