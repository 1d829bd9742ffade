"""Let ratings of former members be left out and kept: one that counts per indicator, assessor and round."""

from django.db import migrations, models
from django.db.models import Q

ACTIONS = {
    "submitted": "Submitted for review",
    "withdrawn": "Withdrawn from review",
    "returned": "Returned with reasons",
    "published": "Published",
    "left-out": "Ratings of former members left out",
}


class Migration(migrations.Migration):
    dependencies = [("assessments", "0050_what_lists_sort_by")]

    operations = [
        migrations.AddField(
            "rating", "is_left_out", models.BooleanField(db_default=False, default=False, editable=False)
        ),
        migrations.RemoveConstraint("rating", "one_rating_per_indicator_assessor_and_round"),
        migrations.AddConstraint(
            "rating",
            models.UniqueConstraint(
                condition=Q(is_left_out=False),
                fields=("assessment", "indicator", "assessor", "round"),
                name="one_rating_per_indicator_assessor_and_round",
            ),
        ),
        migrations.AlterField("reviewstep", "action", models.CharField(choices=list(ACTIONS.items()), max_length=10)),
        migrations.RemoveConstraint("reviewstep", "review_action_known"),
        migrations.AddConstraint(
            "reviewstep",
            models.CheckConstraint(condition=Q(action__in=list(ACTIONS)), name="review_action_known"),
        ),
    ]
