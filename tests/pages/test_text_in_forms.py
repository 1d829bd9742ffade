"""What people write is cleaned wherever something is created; what nobody sees is no text."""

import pytest

from assessments.computing.recompute import recompute
from assessments.models import Assessment, Comment, Evidence, Rating, ReviewStep, Scenario
from assessments.services import submit_assessment
from missions.models import Mission
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"
TYPED, LINE = "\u200b Co\u2065te\u0302 \u202ed’Ivoire\u2069\r\nor so\u0007 ", "Cotê d’Ivoire or so"
PROSE = "Cotê d’Ivoire\nor so"
UNSEEN = "\u200b\u2060\u3164 \u202e\u00ad\u2065\ufff0\U000e0080\U000e0fff\u0301\U0001d159"
FACTS = {"area": "Examplia", "kind": "un-peacekeeping", "phase": "start-up"}
GRADE = {"reliability": "B", "credibility": "2", "marking": "unclassified"}
LEVEL = {"answer": "rated", "best": 0, "confidence": "medium"}


@pytest.fixture
def scored(db) -> Assessment:
    """An assessment with a score, open to all its people."""
    assessment = make_assessment(make_mission(members=MEMBERS))
    rate(assessment, 3, CODE)
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    return assessment


# Address, what else is sent, the field, the row's model, whether it has lines, who writes, whether it is required.
PAGES = [
    ("/missions/new/", FACTS, "name", Mission, False, "planner", True),
    ("/missions/new/", FACTS | {"name": "X"}, "area", Mission, False, "planner", True),
    ("/missions/new/", FACTS | {"name": "X"}, "full_name", Mission, False, "planner", False),
    ("/missions/new/", FACTS | {"name": "X"}, "summary", Mission, True, "planner", False),
    ("/missions/unexa/assessments/new/", {"as_of": "2026-11-01"}, "title", Assessment, False, "planner", False),
    ("/assessments/{pk}/evidence/", GRADE, "title", Evidence, False, "planner", True),
    ("/assessments/{pk}/evidence/", GRADE | {"title": "X"}, "source", Evidence, False, "planner", False),
    ("/assessments/{pk}/scenarios/new/", {"phase": "as-it-is", "version": "0", f"{CODE}-answer": "0"}, "name", Scenario,
     False, "planner", True),
    ("/assessments/{pk}/scenarios/new/", {"phase": "as-it-is", "version": "0", f"{CODE}-answer": "0", "name": "X"},
     "note", Scenario, True, "planner", False),
    ("/assessments/{pk}/spread/{code}/", {}, "text", Comment, True, "planner", True),
    ("/assessments/{pk}/return/", {}, "reason", ReviewStep, True, "reviewer", True),
]  # fmt: skip
BODIES = [
    ("missions/", FACTS, "name", Mission, False, True),
    ("missions/", FACTS | {"name": "X"}, "summary", Mission, True, False),
    ("assessments/", {"mission": "unexa", "phase": None, "as_of": "2026-11-01"}, "title", Assessment, False, False),
    ("assessments/{pk}/evidence/", GRADE, "title", Evidence, False, True),
    ("assessments/{pk}/scenarios/", {"changes": {"ratings": {CODE: LEVEL}}}, "name", Scenario, False, True),
    ("assessments/{pk}/scenarios/", {"changes": {"ratings": {CODE: LEVEL}}, "name": "X"}, "note", Scenario, True,
     False),
]  # fmt: skip


def prepared(scored, model):
    if model is ReviewStep:
        submit_assessment(assessment=scored, person=make_person("planner"))
    return set(model.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(("address", "data", "field", "model", "has_lines", "who", "is_required"), PAGES)
def test_it_works(scored, sign_in, address, data, field, model, has_lines, who, is_required):
    before = prepared(scored, model)
    address, client = address.format(pk=scored.pk, code=CODE), sign_in(who)
    if is_required:
        refused = client.post(address, data | {field: UNSEEN})
        assert refused.status_code in (302, 422)
        assert set(model.objects.values_list("pk", flat=True)) == before
        assert scored.review_steps.exclude(reason="").count() == 0
    kept = client.post(address, data | {field: TYPED})
    assert kept.status_code in (200, 302)
    assert getattr(model.objects.order_by("pk").last(), field) == (PROSE if has_lines else LINE)


@pytest.mark.parametrize(("address", "data", "field", "model", "has_lines", "is_required"), BODIES)
def test_the_api_does_the_same(scored, api, address, data, field, model, has_lines, is_required):
    before = prepared(scored, model)
    address = f"/api/v1/{address.format(pk=scored.pk)}"
    if is_required:
        refused = api("planner").post(address, data | {field: UNSEEN}, format="json")
        assert refused.status_code == 422
        assert set(model.objects.values_list("pk", flat=True)) == before
    answer = api("planner").post(address, data | {field: TYPED}, format="json")
    assert answer.status_code == 201
    assert getattr(model.objects.order_by("pk").last(), field) == answer.json()[field] == (PROSE if has_lines else LINE)


@pytest.mark.parametrize(
    ("address", "data", "wrong", "field"),
    [
        ("/missions/new/", {}, "phase", "name"),
        ("/missions/new/", {}, "name", "summary"),
        ("/assessments/{pk}/evidence/", {}, "title", "source"),
        ("/assessments/{pk}/scenarios/new/", {"phase": "as-it-is", "version": "0"}, "name", "note"),
    ],
)
def test_a_refused_form_shows_what_is_left_of_a_text(scored, sign_in, address, data, wrong, field):
    refused = sign_in("planner").post(address.format(pk=scored.pk), data | {field: TYPED, wrong: ""})
    assert refused.status_code == 422
    form, html = refused.context["form"], refused.content.decode()
    assert form[field].value() == (PROSE if field in ("summary", "note") else LINE)
    assert not {"\u202e", "\u200b", "\u2065"} & set(html)
    assert f"{form[wrong].label}: {form.errors[wrong][0]}" in html


def test_a_reason_for_a_rating_is_cleaned_and_saying_it_again_changes_nothing(scored, api):
    address, body = f"/api/v1/assessments/{scored.pk}/ratings/{CODE}/", {"answer": "rated", "best": 2}
    version = Rating.objects.get().version
    first = api("planner").put(address, body | {"rationale": TYPED}, format="json", HTTP_IF_MATCH=f'"{version}"')
    assert first.json()["rationale"] == PROSE
    again = api("planner").put(address, body | {"rationale": TYPED}, format="json", HTTP_IF_MATCH=first["ETag"])
    assert again["ETag"] == first["ETag"]


@pytest.mark.parametrize("address", ["/", "/portfolio.csv", "/catalogue/", "/indicators/"])
@pytest.mark.parametrize("name", ["q", "phase", "sort", "page", "a", "interface", "view", "trade"])
def test_a_nul_in_an_address_breaks_no_page(scored, sign_in, address, name):
    assert sign_in("planner").get(address, {name: "a\x00b"}).status_code == 200


def test_a_nul_in_any_field_breaks_no_form(scored, sign_in):
    for address, data, field, *_rest in PAGES:
        for name in {*data, field, "components", "measures", "based_on", "evidence"}:
            client = sign_in("reviewer" if field == "reason" else "planner")
            answer = client.post(address.format(pk=scored.pk, code=CODE), data | {name: "a\x00b"})
            assert answer.status_code < 500, (address, name)
