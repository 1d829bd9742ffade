"""Record who had a part in an assessment."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

DEEDS = {
    "opened": "You opened this assessment.",
    "rated": "Ratings of yours are or were in this assessment.",
    "gave-evidence": "Ratings rest or rested on evidence that you entered.",
    "finished": "You took part in a round of this assessment and finished it.",
    "discussed": "You took part in the discussion of this assessment.",
    "revealed": "You revealed the first round of this assessment.",
    "left-out": "You left ratings of former members out of this assessment.",
    "submitted": "You submitted this assessment.",
    "withdrew": "You withdrew this assessment from review.",
}


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0080_room_for_long_titles_of_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Act",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("deed", models.CharField(choices=list(DEEDS.items()), max_length=15)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="acts", to="assessments.assessment"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "person", "deed"), name="one_act_per_person_and_deed"
                    ),
                    models.CheckConstraint(condition=Q(deed__in=list(DEEDS)), name="deed_known"),
                ],
            },
        ),
    ]
