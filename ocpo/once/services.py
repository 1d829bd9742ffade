"""Doing a thing once, however often it is asked for. Knows neither pages nor the API: both can rest on it."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction

from ocpo.once.models import FirstAnswer

KEEP = timedelta(hours=24)
PRUNE_BATCH = 1000
LARGEST_BODY = 256 * 1024  # bytes, compressed
FIRST_REFUSAL = 400


@dataclass(frozen=True)
class Answer:
    """What a request is answered: status, headers, body; a body of None was not kept."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = b""

    @property
    def is_refusal(self) -> bool:
        return self.status >= FIRST_REFUSAL


class OtherRequestError(Exception):
    """The key came with another request before; `answer` is what that one was answered."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("this key came with another request before")
        self.answer = answer


def once(*, person: AbstractBaseUser, key: str, digest: str, act: Callable[[], Answer]) -> Answer:
    """Return what `act` answers, or, where this person's request with this key has been answered, that first answer.

    The key, the answer and all that `act` writes are one transaction: after a kill all of it stands, or nothing. A
    second request that comes while the first is under way waits for its end: on PostgreSQL at the unique row, on SQLite
    at the one write lock. A refusal (status 400 and more) and an error leave the key free, so that a form can be
    corrected and sent again. Raises OtherRequestError if the first request had another digest; what `act` raises goes
    through.
    """
    with transaction.atomic():
        row = _taken(person, key, digest)
        if row is not None:
            return _kept(row, act())
    earlier = FirstAnswer.objects.get(person=person.pk, key=key)
    if earlier.digest != digest:
        raise OtherRequestError(_answer_of(earlier))
    return _answer_of(earlier)


def _taken(person: AbstractBaseUser, key: str, digest: str) -> FirstAnswer | None:
    """Take the key; None if it is taken already, which is known once the other transaction has ended."""
    try:
        with transaction.atomic():
            return FirstAnswer.objects.create(person_id=person.pk, key=key, digest=digest)
    except IntegrityError:
        return None


def _kept(row: FirstAnswer, answer: Answer) -> Answer:
    if answer.is_refusal:
        row.delete()
        return answer
    row.status, row.headers, row.body = answer.status, answer.headers, _packed(answer.body)
    row.save(update_fields=["status", "headers", "body"])
    return answer


def _packed(body: bytes | None) -> bytes | None:
    packed = None if body is None else zlib.compress(body)
    return packed if packed is not None and len(packed) <= LARGEST_BODY else None


def _answer_of(row: FirstAnswer) -> Answer:
    body = None if row.body is None else zlib.decompress(bytes(row.body))
    return Answer(row.status, row.headers, body)


def prune() -> int:
    """Delete a batch of the answers that are older than 24 hours; return how many."""
    old = FirstAnswer.objects.older_than(KEEP).order_by("created_at").values_list("pk", flat=True)[:PRUNE_BATCH]
    ids = list(old)
    return FirstAnswer.objects.filter(pk__in=ids).delete()[0] if ids else 0
