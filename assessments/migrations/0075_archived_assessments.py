"""Let assessments be archived."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("assessments", "0071_fill_acts"),
        ("missions", "0075_archived_missions_and_removed_samples"),
    ]

    operations = [
        migrations.AddField("assessment", "archived_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(
            "assessment",
            "archived_by",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "assessment",
            models.CheckConstraint(
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
                name="assessment_is_archived_by_somebody",
            ),
        ),
    ]
