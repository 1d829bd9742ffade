"""Free text in any script is set apart from what stands beside it, on every page and in every part of a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from assessments.computing.recompute import recompute
from assessments.services import add_evidence, comment, publish_assessment, return_assessment, submit_assessment
from interfaces.models import Phase
from missions.services import create_mission, set_member
from ocpo.accounts.authorship import FIELD, mark
from ocpo.accounts.models import User
from ocpo.free_text import isolated
from tests.api.addresses import address, all_routes, values_for
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, make_scenario, rate

pytestmark = pytest.mark.django_db
PAGES = [route for route in all_routes() if not route.is_api]
INDICATOR = "i1-armed-group-income"
TEXTS = {
    "name": "بعثة 7",
    "full_name": "بعثة الأمم 12",
    "area": "منطقة 3",
    "summary": "ملخص 40",
    "person": "ליאת 5",
    "title": "הערכה 9",
    "evidence": "دليل 21",
    "source": "مصدر 8",
    "comment": "تعليق 6",
    "rationale": "سبب 14",
    "scenario": "سيناريو 2",
    "note": "افتراض 11",
    "reason": "מדוע 30",
}
FACTS = ("name", "full_name", "area", "summary")
TURNED = re.compile("[\u0590-\u06ff]")
APART = re.compile("\u2068[^\u2068\u2069]*\u2069")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Reader(HTMLParser):
    """Gathers free text of another direction that stands beside other text without being set apart, and all text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.bare: list[str] = []
        self.seen = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        is_apart = tag == "bdi" or given.get("dir") == "auto"
        for name, value in attrs:
            is_kept = name == "value" and (is_apart or given.get("type") == "hidden")
            if value and not is_kept and TURNED.search(APART.sub("", value)):
                self.bare.append(f"<{tag} {name}={value!r}>")
            self.seen += f" {value}"
        if tag not in VOID:
            self.open.append((tag, is_apart))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        self.seen += data
        if not any(is_apart for _tag, is_apart in self.open) and TURNED.search(APART.sub("", data)):
            self.bare.append(f"{'/'.join(tag for tag, _ in self.open[-3:])}: {data.strip()!r}")


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.fixture
def present(db) -> dict[str, int | str]:
    """A mission on which everything that can be typed is typed in Arabic or Hebrew, with numbers."""
    lead = make_person("planner")
    User.objects.filter(pk=lead.pk).update(first_name=TEXTS["person"])
    facts = {name: TEXTS[name] for name in ("name", "full_name", "area", "summary")}
    phase = Phase.objects.get(code="start-up")
    mission = create_mission(creator=User.objects.get(pk=lead.pk), code="unara", phase=phase, **facts)
    for username, role in MEMBERS.items():
        set_member(mission=mission, person=make_person(username), role=role, by=lead)
    before = _rated(mission)
    assessment = _rated(mission)
    scenario = make_scenario(assessment, name=TEXTS["scenario"])
    type(scenario).objects.filter(pk=scenario.pk).update(note=TEXTS["note"])
    reviewer = make_person("reviewer")
    submit_assessment(assessment=assessment, person=lead)
    return_assessment(assessment=assessment, reviewer=reviewer, reason=TEXTS["reason"])
    submit_assessment(assessment=before, person=lead)
    before.refresh_from_db()
    publish_assessment(assessment=before, reviewer=reviewer, digest=before.current_score.digest)
    membership = mission.memberships.get(person__username="viewer").pk
    values = {"code": mission.code, "assessment": assessment.pk, "membership": membership, "scenario": scenario.pk}
    return {**values, "before": before.pk}


def _rated(mission):
    """Return an assessment with a title, evidence, a comment and a reason."""
    assessment = make_assessment(mission)
    type(assessment).objects.filter(pk=assessment.pk).update(title=TEXTS["title"])
    assessment.refresh_from_db()
    lead = mission.created_by
    facts = {"title": TEXTS["evidence"], "source": TEXTS["source"]}
    piece = add_evidence(assessment=assessment, person=lead, **facts)
    rate(assessment, 3, rationale=TEXTS["rationale"], evidence=frozenset({piece.pk}))
    recompute(assessment_id=assessment.pk)
    indicator = assessment.asked_indicators().get(code=INDICATOR)
    comment(assessment=assessment, indicator=indicator, author=lead, text=TEXTS["comment"])
    assessment.refresh_from_db()
    return assessment


def _pages(browser, present):
    standing = {name: key for name, key in present.items() if name != "before"}
    for route in PAGES:
        values = {**values_for(route, indicator=INDICATOR, **standing), "token_key": "0123456789abcdef"}
        yield route.name, browser.get(address(route, values))
    both = f"a={present['assessment']}&a={present['before']}"
    yield "compare, two", browser.get(f"/compare/?{both}")
    yield "mission, refused", browser.post(f"/missions/{present['code']}/edit/", {"name": "", **_facts("area")})
    yield (
        "mission, stale",
        browser.post(
            f"/missions/{present['code']}/edit/", {"phase": "planning", "kind": "other", "version": 0, **_facts(*FACTS)}
        ),
    )
    yield "evidence, refused", browser.post(f"/assessments/{present['assessment']}/evidence/", {"title": "עדות 4"})
    added = {"username": "outsider", "role": "viewer"}
    User.objects.filter(username="outsider").update(first_name=TEXTS["person"])
    yield "added", browser.post(f"/missions/{present['code']}/people/", added, follow=True)
    foreign = {FIELD: mark(make_person("colleague")), **_facts(*FACTS)}
    yield "of another", browser.post("/missions/new/", foreign)


def _facts(*names: str) -> dict[str, str]:
    return {name: TEXTS[name] for name in names}


def test_free_text_is_set_apart_wherever_a_page_shows_it(sign_in, present):
    bare, seen = {}, ""
    make_person("outsider")
    for person in ("planner", "reviewer"):
        for name, answer in _pages(sign_in(person), present):
            if "text/html" in answer.get("Content-Type", ""):
                reader = read(answer.content.decode())
                seen += reader.seen
                bare |= {f"{person}, {name}": reader.bare} if reader.bare else {}
    assert bare == {}
    assert {what for what, text in TEXTS.items() if text not in seen} == set()


def test_every_field_to_type_in_follows_the_direction_of_what_is_typed(sign_in, present):
    browser = sign_in("planner")
    for name, answer in _pages(browser, present):
        page = answer.content.decode() if "text/html" in answer.get("Content-Type", "") else ""
        fields = re.findall(r'<textarea[^>]*>|<input[^>]*type="(?:text|search)"[^>]*>', page)
        assert [each for each in fields if 'dir="auto"' not in each] == [], name


def test_a_text_cannot_steer_what_stands_beside_it():
    assert isolated("a\u202eb\u2069\u2066c") == "abc"
    assert isolated("بعثة \u2069 7") == "\u2068بعثة  7\u2069"
    assert isolated("UNMIK") == "UNMIK"


def test_machines_read_the_text_alone(sign_in, api, present):
    mission = api("planner").get(f"/api/v1/missions/{present['code']}/").json()
    assert mission["name"] == TEXTS["name"]
    table = sign_in("planner").get("/portfolio.csv").getvalue().decode()
    assert "\u2068" not in table


def test_marks_in_a_name_are_not_marks_in_a_chart(sign_in):
    mission = make_mission()
    type(mission).objects.update(name="<b>Bold</b> & <a href='x'>y</a>\u202e")
    assessment = make_assessment(mission)
    rate(assessment, 3)
    recompute(assessment_id=assessment.pk)
    drawing = sign_in("planner").get("/portfolio/heat.json").json()
    shown = "&lt;b&gt;Bold&lt;/b&gt; &amp; &lt;a href='x'&gt;y&lt;/a&gt;"
    assert drawing["layout"]["yaxis"]["ticktext"] == [shown]
    assert drawing["data"][0]["customdata"][0][0] == shown
    assert drawing["data"][0]["hovertemplate"].endswith("<extra></extra>")
