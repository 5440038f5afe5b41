"""What a version was put forward as, and how many outcomes a decision has, with the constraints on them."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, F


def fill(apps, schema_editor):
    """Versions that have already left utkast: as moved if they are, else as proposed."""
    versions = apps.get_model("goals", "PlanVersion").objects.exclude(status="draft")
    versions.filter(status="moved").update(put_forward_as="moved")
    versions.exclude(status__in=["moved", "withdrawn"]).update(put_forward_as="proposed")
    versions.filter(published_on__lt=F("left_draft_on")).update(published_on=F("left_draft_on"))
    for decision in apps.get_model("goals", "Decision").objects.annotate(counted=Count("items")):
        decision.item_count = decision.counted
        decision.save(update_fields=["item_count"])


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0001_steering"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="item_count",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="antal utgångar"),
        ),
        migrations.AddField(
            model_name="planversion",
            name="put_forward_as",
            field=models.CharField(
                blank=True,
                choices=[("proposed", "Föreslagen"), ("moved", "Yrkad")],
                default="",
                editable=False,
                max_length=10,
                verbose_name="lades fram som",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("put_forward_as__in", ["", "proposed", "moved"])),
                name="planversion_put_forward",
                violation_error_message="Välj ett av alternativen i listan.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("put_forward_as", ""), ("status", "draft")),
                    ("status", "withdrawn"),
                    models.Q(("put_forward_as", models.F("status")), ("status__in", ["proposed", "moved"])),
                    models.Q(
                        models.Q(("status__in", ["draft", "proposed", "moved", "withdrawn"]), _negated=True),
                        models.Q(("put_forward_as", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="planversion_open",
                violation_error_message="En version är föreslagen eller yrkad som den lades fram, och lades fram innan den avgjordes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_on__isnull", True), ("published_on__gte", models.F("left_draft_on")), _connector="OR"
                ),
                name="planversion_published",
                violation_error_message="En version kan inte vara offentlig innan den läggs fram.",
            ),
        ),
    ]
