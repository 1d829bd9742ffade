"""Templates are broken into lines that can be read: one element or tag a line, and none too long."""

from pathlib import Path

from django.conf import settings

LONGEST = 120


def test_no_line_of_a_template_is_too_long():
    templates = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
    assert len(templates) > 150
    long = [
        f"{path.relative_to(settings.BASE_DIR)}:{number} has {len(line)} characters"
        for path in templates
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST
    ]
    assert not long, "\n".join(long)
