"""Store with each sign-in name its key: the name without case, by which it is also found."""

from django.db import migrations

import ocpo.text.fields
from ocpo.text.folding import sign_in_key

CHUNK = 500


def fill(apps, schema_editor):
    people = apps.get_model("accounts", "User").objects
    batch = []
    for person in people.order_by("pk").only("username").iterator(chunk_size=CHUNK):
        person.sign_in_key = sign_in_key(person.username)[:300]
        batch.append(person)
    people.bulk_update(batch, ["sign_in_key"], batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0070_bind_tokens_to_the_password")]

    operations = [
        migrations.AlterModelManagers(name="user", managers=[]),
        migrations.AddField(
            model_name="user",
            name="sign_in_key",
            field=ocpo.text.fields.SignInKeyField(
                db_default="", db_index=True, default="", editable=False, max_length=300, of="username"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
