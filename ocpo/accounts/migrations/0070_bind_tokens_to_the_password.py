"""Bind API tokens to the password of their person. Existing tokens stay valid for the present password."""

from hashlib import sha256
from typing import Any

from django.db import migrations, models


def bind(apps: Any, schema_editor: Any) -> None:
    people = apps.get_model("accounts", "User").objects
    bound = []
    for person in people.only("password"):
        person.tokens_bound_to = sha256(person.password.encode()).hexdigest()
        bound.append(person)
    people.bulk_update(bound, ["tokens_bound_to"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0080_time_zone_of_a_person")]

    operations = [
        migrations.AddField(
            "user",
            "tokens_bound_to",
            models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(bind, migrations.RunPython.noop),
    ]
