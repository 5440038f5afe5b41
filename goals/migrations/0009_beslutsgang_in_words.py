"""A decision keeps its beslutsgång in words: each proposition as it was put, and what the chair found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0008_counts_and_units"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="decisiontext",
            name="decisiontext_kind",
        ),
        migrations.AlterField(
            model_name="decisiontext",
            name="kind",
            field=models.CharField(
                choices=[
                    ("point", "Beslutspunkt"),
                    ("motion", "Yrkande"),
                    ("reservation", "Reservation"),
                    ("note", "Protokollsanteckning"),
                    ("declines", "Deltar inte i beslutet"),
                    ("order", "Beslutsgång"),
                ],
                max_length=12,
                verbose_name="slag",
            ),
        ),
        migrations.AddConstraint(
            model_name="decisiontext",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["point", "motion", "reservation", "note", "declines", "order"])),
                name="decisiontext_kind",
                violation_error_message="Välj ett av alternativen i listan.",
            ),
        ),
    ]
