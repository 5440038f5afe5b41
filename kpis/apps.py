from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "kpis"
    verbose_name = "Nyckeltal"

    def ready(self) -> None:
        from goals import triggers
        from kpis import guards, models
        from kpis.parts import register_levels

        register_levels()
        guards.register()
        triggers.content(models.Area, models.AreaMembership, models.Kpi, models.KpiValue, models.SeriesBreak)
