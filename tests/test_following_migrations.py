"""`make dev` applies a migration as soon as its file is there."""

from pathlib import Path

import pytest

from ocpo.serving import migrating

# Stands in for the project's own `manage.py`: notes what it is asked for.
MANAGE = "import sys; print(*sys.argv[1:], file=open('asked', 'a'))"


class Enough(Exception):  # noqa: N818 (ends the loop of the follower)
    pass


def test_a_new_or_mended_migration_is_applied_once(tmp_path: Path, monkeypatch):
    folder = tmp_path / "shop" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").touch()
    (tmp_path / "manage.py").write_text(MANAGE)
    seen: list[int] = []

    def pass_time(seconds: float) -> None:
        asked = tmp_path / "asked"
        seen.append(asked.read_text().count("migrate --no-input\n") if asked.exists() else 0)
        if len(seen) == 2:
            (folder / "0002_more.py").touch()
        if len(seen) == 4:
            (folder / "0002_more.py").write_text("mended = True")
        if len(seen) == 6:
            raise Enough

    monkeypatch.setattr(migrating.time, "sleep", pass_time)
    with pytest.raises(Enough):
        migrating.follow(tmp_path)
    assert seen == [0, 0, 1, 1, 2, 2]
