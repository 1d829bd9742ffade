from django.db import migrations, models


class Migration(migrations.Migration):
    """A person may choose the time zone in which pages show times."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="time_zone",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="time zone"),
            preserve_default=False,
        ),
    ]
