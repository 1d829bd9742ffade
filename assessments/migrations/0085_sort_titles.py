"""Keep beside evidence and scenarios what they sort by."""

from django.db import migrations

import ocpo.text.fields
from ocpo.text.folding import sort_key

CHUNK = 500


def fill(apps, schema_editor):
    for model, source, key in (("Evidence", "title", "sort_title"), ("Scenario", "name", "sort_name")):
        rows = apps.get_model("assessments", model).objects
        batch = []
        for row in rows.order_by("pk").only(source).iterator(chunk_size=CHUNK):
            setattr(row, key, sort_key(getattr(row, source))[:300])
            batch.append(row)
        rows.bulk_update(batch, [key], batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0075_archived_assessments")]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="sort_title",
            field=ocpo.text.fields.SortKeyField(db_default="", default="", editable=False, max_length=300, of="title"),
        ),
        migrations.AddField(
            model_name="scenario",
            name="sort_name",
            field=ocpo.text.fields.SortKeyField(db_default="", default="", editable=False, max_length=300, of="name"),
        ),
        migrations.AlterModelOptions(name="evidence", options={"ordering": ["sort_title", "pk"]}),
        migrations.AlterModelOptions(name="scenario", options={"ordering": ["sort_name", "pk"]}),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
