"""Store with each mission its sort key and its search text."""

from django.db import migrations

import ocpo.text.fields
from ocpo.text.folding import search_text, sort_key

CHUNK = 500


def fill(apps, schema_editor):
    mission_model = apps.get_model("missions", "Mission")
    missions = mission_model.objects.order_by("pk").only("name", "full_name", "area", "code")
    batch = []
    for mission in missions.iterator(chunk_size=CHUNK):
        mission.sort_name = sort_key(mission.name)[:300]
        mission.search_text = search_text(mission.name, mission.full_name, mission.area, mission.code)
        batch.append(mission)
    mission_model.objects.bulk_update(batch, ["sort_name", "search_text"], batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = [("missions", "0075_archived_missions_and_removed_samples")]

    operations = [
        migrations.AddField(
            model_name="mission",
            name="search_text",
            field=ocpo.text.fields.SearchTextField(
                db_default="", default="", editable=False, of=("name", "full_name", "area", "code")
            ),
        ),
        migrations.AddField(
            model_name="mission",
            name="sort_name",
            field=ocpo.text.fields.SortKeyField(
                db_default="", db_index=True, default="", editable=False, max_length=300, of="name"
            ),
        ),
        migrations.AlterModelOptions(name="mission", options={"ordering": ["sort_name", "pk"]}),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
