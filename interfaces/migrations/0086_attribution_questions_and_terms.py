"""Say which cases name the mission, keep open questions, sources of terms and addresses of documents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("interfaces", "0085_search_texts_and_trades"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="document",
            name="about",
        ),
        migrations.AddField(
            model_name="case",
            name="is_mission_named",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="definition",
            name="source",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="document",
            name="url",
            field=models.URLField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="missionfact",
            name="is_mission_named",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="referenceprovision",
            name="is_mission_named",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="referenceprovision",
            name="place",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AlterField(
            model_name="timelag",
            name="qualifier",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.CreateModel(
            name="OpenQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cite", models.JSONField(blank=True, default=list)),
                ("position", models.PositiveSmallIntegerField(db_index=True)),
                ("code", models.SlugField(max_length=80, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("discrepancy", "Discrepancy"), ("discussion", "Question for discussion")],
                        max_length=12,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("asks", models.TextField()),
                ("interfaces", models.ManyToManyField(related_name="open_questions", to="interfaces.interface")),
                ("measures", models.ManyToManyField(related_name="open_questions", to="interfaces.measure")),
            ],
            options={
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
    ]
