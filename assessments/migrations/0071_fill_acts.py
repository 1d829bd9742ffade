"""Fill the record of acts from what stands in the database.

Who revealed a round, or took all their ratings back, was never written down and stays unknown. An assessment that
started from an earlier one takes over all that is found there, also what was done there since: when is not known.
"""

from collections.abc import Iterator
from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("assessments", "Act")
    for deed, pairs in found(apps):
        acts = (
            model(assessment_id=assessment, person_id=person, deed=deed)
            for assessment, person in pairs.order_by().distinct()
        )
        model.objects.bulk_create(acts, batch_size=500, ignore_conflicts=True)
    started = apps.get_model("assessments", "Assessment").objects.filter(based_on__isnull=False)
    for later, earlier in started.order_by("pk").values_list("pk", "based_on"):  # the earlier one is whole by then
        done = model.objects.filter(assessment=earlier).values_list("person", "deed")
        taken = (model(assessment_id=later, person_id=person, deed=deed) for person, deed in done)
        model.objects.bulk_create(taken, ignore_conflicts=True)


def found(apps: Any) -> Iterator[tuple[str, Any]]:
    """Yield each deed with the pairs of assessment and person that tell of it."""

    def rows(name: str) -> Any:
        return apps.get_model("assessments", name).objects

    yield "opened", rows("Assessment").values_list("pk", "created_by")
    yield "rated", rows("Rating").values_list("assessment", "assessor")
    used = rows("Rating").filter(evidence__isnull=False)
    yield "gave-evidence", used.values_list("assessment", "evidence__added_by")
    yield "finished", rows("Finish").values_list("assessment", "person")
    yield "discussed", rows("Comment").values_list("assessment", "author")
    steps = {"left-out": "left-out", "submitted": "submitted", "withdrawn": "withdrew"}
    for action, deed in steps.items():
        yield deed, rows("ReviewStep").filter(action=action).values_list("assessment", "person")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0070_record_acts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
