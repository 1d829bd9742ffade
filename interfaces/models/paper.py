"""The paper on which the reference model is based."""

from django.db import models


class Paper(models.Model):
    """Title, author and date of the source; one row."""

    title = models.CharField(max_length=200, unique=True)
    subtitle = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=100)
    kind = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    year_note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title
