from django.db import migrations, models


class Migration(migrations.Migration):
    """Titles of United Nations documents are often longer than 200 characters."""

    dependencies = [("assessments", "0051_ratings_left_out")]

    operations = [
        migrations.AlterField(
            model_name="evidence",
            name="title",
            field=models.CharField(max_length=500, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="link",
            field=models.CharField(blank=True, max_length=500, verbose_name="link, DOI or symbol"),
        ),
    ]
