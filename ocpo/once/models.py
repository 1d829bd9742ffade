"""The first answer to a request that carried a key."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class FirstAnswerQuerySet(models.QuerySet["FirstAnswer"]):
    def older_than(self, age: timedelta) -> "FirstAnswerQuerySet":
        return self.filter(created_at__lt=Now() - age)


class FirstAnswer(models.Model):
    """The first answer to a person's request with this key.

    `digest` shows whether another request has the same key. `body` is compressed; None if it was not stored. The row
    is committed together with what its request wrote, so a row that can be read is complete.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = FirstAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("first answer")
        verbose_name_plural = _("first answers")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_first_answer_per_person_and_key")]
        indexes = [models.Index(fields=["created_at"], name="first_answer_by_age")]

    def __str__(self) -> str:
        return f"{self.key} ({self.status})"
