"""Ask for jobs as a request would, one transaction each: `python -m tests.drills.ask KIND KEY...`.

Prints one line for each acknowledged request: the key and the milliseconds the request took.
"""

import sys
import time

import django


def main(kind: str, *keys: str) -> None:
    django.setup()
    from django.db import transaction  # noqa: PLC0415 (Django must be set up first)

    from ocpo.jobs.services import enqueue  # noqa: PLC0415

    for key in keys:
        started = time.perf_counter()
        with transaction.atomic():
            enqueue(kind=kind, key=key)
        print(key, round((time.perf_counter() - started) * 1000), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
