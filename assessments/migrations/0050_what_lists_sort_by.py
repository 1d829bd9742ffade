"""Give scores columns to sort and filter lists by, filled from the summaries that they have."""

import yaml
from django.db import migrations, models

CHUNK = 200


def fill(apps, schema_editor):
    score_model = apps.get_model("assessments", "Score")
    frameworks = {row.pk: yaml.safe_load(row.text) for row in apps.get_model("interfaces", "Framework").objects.all()}
    filled = []
    for score in score_model.objects.order_by("pk").only("pk", "framework_id", "summary").iterator(chunk_size=CHUNK):
        framework = frameworks[score.framework_id]
        headline = score.summary[framework["headline"]]
        score.risk, score.coverage = value_of(headline), headline["coverage"]
        score.band = headline["band"] or ""
        targets = [node for node in framework["nodes"] if node.get("kind") == "target"]
        values = {node["about"]["target"]: value_of(score.summary[node["code"]]) for node in targets}
        score.targets = {code: value for code, value in values.items() if value is not None}
        filled.append(score)
    score_model.objects.bulk_update(filled, ["risk", "band", "coverage", "targets"], batch_size=CHUNK)


def value_of(node):
    return node["value"] if node["is_enough"] else None


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_rounds_evidence_review_scenarios")]

    operations = [
        migrations.AddField("score", "risk", models.FloatField(editable=False, null=True)),
        migrations.AddField(
            "score",
            "band",
            models.CharField(blank=True, default="", editable=False, max_length=40),
            preserve_default=False,
        ),
        migrations.AddField("score", "coverage", models.FloatField(editable=False, null=True)),
        migrations.AddField("score", "targets", models.JSONField(default=dict, editable=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
