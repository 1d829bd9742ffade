"""Add search texts, and the trades that each measure acts on. Loading the reference model fills them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("interfaces", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="illiciteconomy",
            name="words",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="indicator",
            name="search_text",
            field=models.TextField(db_default="", default="", editable=False),
        ),
        migrations.AddField(
            model_name="measure",
            name="search_text",
            field=models.TextField(db_default="", default="", editable=False),
        ),
        migrations.AddField(
            model_name="referencemission",
            name="search_text",
            field=models.TextField(db_default="", default="", editable=False),
        ),
        migrations.CreateModel(
            name="MeasureTrade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cite", models.JSONField(blank=True, default=list)),
                ("position", models.PositiveSmallIntegerField(db_index=True)),
                ("how", models.TextField()),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("paper", "Stated in the paper"),
                            ("judgement", "Judgement of this project"),
                            ("mixed", "Topic from the paper, detail judgement"),
                            ("public knowledge", "Public knowledge outside the paper"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "economy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="interfaces.illiciteconomy",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="trades", to="interfaces.measure"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("measure", "economy"), name="trade_once_per_measure")],
            },
        ),
    ]
