"""CSV files for download, with their marking in the name and in every row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from django.http import StreamingHttpResponse

from assessments.models import Marking

Row = Sequence[Any]


def csv_answer(name: str, marking: Marking, head: Row, parts: Iterable[Iterable[Row]]) -> StreamingHttpResponse:
    """Answer a CSV file, sent part by part. `marking` is the highest of its content and goes into the file's name."""
    response = StreamingHttpResponse(_lines(head, parts), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{marking.value}.csv"'
    return response


def _lines(head: Row, parts: Iterable[Iterable[Row]]) -> Iterator[str]:
    yield _text([head])
    yield from map(_text, parts)


def _text(rows: Iterable[Row]) -> str:
    sink = StringIO()
    csv.writer(sink).writerows(rows)
    return sink.getvalue()
