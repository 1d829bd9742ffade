"""Does a thing only once, however often it is requested. It knows neither pages nor the API: both can use it."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction

from ocpo.once.models import FirstAnswer

KEPT_FOR = timedelta(hours=24)
PRUNE_BATCH = 1000
LARGEST_BODY = 256 * 1024  # bytes, compressed
LOWEST_ERROR_STATUS = 400


@dataclass(frozen=True)
class Answer:
    """The answer to a request. A body of None was not stored."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = b""

    @property
    def is_refusal(self) -> bool:
        return self.status >= LOWEST_ERROR_STATUS


class OtherRequestError(Exception):
    """The key was used for another request before; `answer` is the answer to that one."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("this key came with another request before")
        self.answer = answer


def once(*, person: AbstractBaseUser, key: str, digest: str, act: Callable[[], Answer]) -> Answer:
    """Return the answer of `act`. If this person's request with this key was answered before, return that answer.

    The key, the answer and all that `act` writes are one transaction, so a kill leaves all of it or nothing. A second
    request that comes during the first waits for its end: on PostgreSQL at the unique row, on SQLite at the only write
    lock. A refusal (status 400 and more) and an exception leave the key free, so that a form can be corrected and sent
    again. Raises OtherRequestError if the first request had another digest, and whatever `act` raises.
    """
    with transaction.atomic():
        row = _take_key(person, key, digest)
        if row is not None:
            return _store_answer(row, act())
    earlier = FirstAnswer.objects.get(person=person.pk, key=key)
    if earlier.digest != digest:
        raise OtherRequestError(_answer_of(earlier))
    return _answer_of(earlier)


def _take_key(person: AbstractBaseUser, key: str, digest: str) -> FirstAnswer | None:
    """Return the new row of the key, None if there is one. Waits for another transaction that is making one."""
    try:
        with transaction.atomic():
            return FirstAnswer.objects.create(person_id=person.pk, key=key, digest=digest)
    except IntegrityError:
        return None


def _store_answer(row: FirstAnswer, answer: Answer) -> Answer:
    if answer.is_refusal:
        row.delete()
        return answer
    row.status, row.headers, row.body = answer.status, answer.headers, _compressed(answer.body)
    row.save(update_fields=["status", "headers", "body"])
    return answer


def _compressed(body: bytes | None) -> bytes | None:
    packed = None if body is None else zlib.compress(body)
    return packed if packed is not None and len(packed) <= LARGEST_BODY else None


def _answer_of(row: FirstAnswer) -> Answer:
    body = None if row.body is None else zlib.decompress(bytes(row.body))
    return Answer(row.status, row.headers, body)


def prune() -> int:
    """Delete a batch of the answers that are older than 24 hours; return how many."""
    old = FirstAnswer.objects.older_than(KEPT_FOR).order_by("created_at").values_list("pk", flat=True)[:PRUNE_BATCH]
    ids = list(old)
    return FirstAnswer.objects.filter(pk__in=ids).delete()[0] if ids else 0
