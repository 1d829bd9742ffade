"""What a page's script takes over is watched from the first moment: static/js/early.js hands it on."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.cast import MEMBERS, make_assessment, make_mission

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
FORM = re.compile(r"<form\b(?:[^>{]|\{\{.*?\}\}|\{%.*?%\})*>", re.DOTALL)


def test_every_form_that_a_script_takes_over_is_watched():
    taken_over = {
        path.name: form for path in TEMPLATES for form in FORM.findall(path.read_text()) if re.search(r"\bhx-", form)
    }
    assert {"indicator_card.html", "rating_evidence.html"} <= set(taken_over)
    assert [name for name, form in taken_over.items() if "data-sent-as" not in form] == []
    # A browser that fills in what stood there before a reload would show what is not stored
    sent_by_change = [form for form in taken_over.values() if 'data-sent-as="change"' in form]
    assert [form for form in sent_by_change if 'autocomplete="off"' not in form] == []


def test_no_template_brings_htmx_without_it():
    assert [path.name for path in TEMPLATES if "htmx-2" in path.read_text()] == ["htmx.html"]


@pytest.mark.django_db
def test_it_comes_first_and_is_waited_for(sign_in):
    assessment = make_assessment(make_mission(members=MEMBERS))
    page = sign_in("planner").get(f"/assessments/{assessment.pk}/sheet/").content.decode()
    scripts = re.findall(r"<script src=\"\S*/([\w-]+)[^\"]*\"( defer)?>", page)
    names = [name for name, _deferred in scripts]
    assert names.index("early") < names.index("htmx-2")
    assert [name for name, deferred in scripts if not deferred] == ["theme", "early"]
    assert "data-text-early=" in page
    assert "data-text-late=" in page
