"""Two people at one browser: what one of them typed is never stored as the other's, with a script or without one."""

import re
from html import unescape

import pytest
from django.test import Client

from assessments.models import Comment, Evidence
from tests.cast import MEMBERS, PASSWORD, make_assessment, make_mission, make_person, rate
from tests.shown import one_line, tight

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"
ANSWER = {"answer": "3", "confidence": "high", "rationale": "The planner's thought", "version": "0"}
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def assessment(cast):
    for name in ("planner", "colleague"):
        cast[name].first_name = name.capitalize()
        cast[name].save()
    return make_assessment(make_mission(members=MEMBERS))


@pytest.fixture
def shared(sign_in):
    """Return the browser at which the planner opened a page before the colleague signed in."""
    client = sign_in("planner")
    client.force_login(make_person("colleague"))
    return client


@pytest.mark.parametrize("extra", [HTMX, {}])
def test_an_answer_of_one_person_is_not_stored_as_anothers(shared, assessment, extra):
    answer = shared.post(f"/assessments/{assessment.pk}/ratings/{CODE}/", ANSWER, **extra)
    html = one_line(unescape(answer.content.decode()))
    assert answer.status_code == 409
    assert "You are signed in as Colleague; this entry was written by Planner. Nothing was saved." in html
    assert not assessment.ratings.exists()


def test_with_a_script_the_card_keeps_what_was_typed(shared, assessment):
    answer = shared.post(f"/assessments/{assessment.pk}/ratings/{CODE}/", ANSWER, **HTMX)
    assert answer.headers["HX-Retarget"] == "find [data-save-state]"
    assert "<textarea" not in answer.content.decode()


def test_without_a_script_what_was_typed_is_shown_to_copy(shared, assessment):
    html = unescape(tight(shared.post(f"/assessments/{assessment.pk}/ratings/{CODE}/", ANSWER).content.decode()))
    assert '<dt>Rationale</dt><dd dir="auto">The planner\'s thought</dd>' in html
    assert html.count("Marked like the page it was written on") == 2
    assert "Unclassified" not in html


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("evidence/", {"title": "Port survey", "reliability": "B", "credibility": "2", "marking": "unclassified"}),
        (f"ratings/{CODE}/evidence/", {"title": "Port survey", "reliability": "B", "credibility": "2", "add": "1"}),
        (f"spread/{CODE}/", {"text": "I read the scale otherwise"}),
        ("round/finish/", {"is_finished": "1"}),
        ("round/reveal/", {}),
        ("submit/", {}),
        ("return/", {"reason": "Say why"}),
        ("publish/", {"digest": "x"}),
        ("scenarios/new/", {"name": "No arms"}),
    ],
)
def test_no_form_about_an_assessment_is_taken_from_another_person(shared, assessment, path, sent):
    rate(assessment, 3, CODE)
    before = (assessment.state, assessment.revision)
    assert shared.post(f"/assessments/{assessment.pk}/{path}", sent).status_code == 409
    assessment.refresh_from_db()
    assert (assessment.state, assessment.revision) == before
    assert not Evidence.objects.exists()
    assert not Comment.objects.exists()


def test_nor_is_a_form_that_names_nobody(assessment):
    client = Client()
    client.force_login(make_person("planner"))
    path = f"/assessments/{assessment.pk}/ratings/{CODE}/"
    assert client.post(path, ANSWER).status_code == 409
    assert client.post(path, ANSWER | {"written_by": "1:made-up"}).status_code == 409
    assert not assessment.ratings.exists()


def test_every_form_of_a_page_and_the_page_itself_name_their_person(sign_in, assessment):
    html = one_line(sign_in("planner").get(f"/assessments/{assessment.pk}/sheet/").content.decode())
    marks = set(re.findall(r'name="written_by" value="([^"]+)"', html))
    assert len(marks) == 1
    assert html.count('<form method="post"') == html.count('name="written_by"') > 3
    assert f'"X-Written-By": "{marks.pop()}"' in html


def test_a_page_of_one_person_does_not_fetch_parts_of_anothers(sign_in, assessment):
    page = sign_in("planner").get(f"/assessments/{assessment.pk}/sheet/").content.decode()
    header = re.search(r'"X-Written-By": "([^"]+)"', page)[1]
    path = f"/assessments/{assessment.pk}/ratings/{CODE}/evidence/"
    for name, status in (("planner", 200), ("colleague", 409)):
        assert sign_in(name).get(path, HTTP_X_WRITTEN_BY=header, **HTMX).status_code == status


def test_a_form_that_came_back_in_another_session_says_whose_it_is(assessment):
    client = Client(enforce_csrf_checks=True)
    tokens = {}
    for name in ("planner", "colleague"):
        client.logout()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/sign-in/").content.decode())[1]
        facts = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
        assert client.post("/sign-in/", facts).status_code == 302
        html = client.get(f"/assessments/{assessment.pk}/sheet/").content.decode()
        names = ("csrfmiddlewaretoken", "written_by")
        tokens[name] = {each: re.search(f'name="{each}" value="([^"]+)"', html)[1] for each in names}
    answer = client.post(f"/assessments/{assessment.pk}/ratings/{CODE}/", ANSWER | tokens["planner"])
    assert answer.status_code == 409
    assert "written by Planner" in answer.content.decode()
    answer = client.post(f"/assessments/{assessment.pk}/ratings/{CODE}/", ANSWER | tokens["colleague"])
    assert answer.status_code == 302


def test_a_password_is_never_shown_again(shared):
    facts = {"old_password": PASSWORD, "new_password1": "another long one", "new_password2": "another long one"}
    answer = shared.post("/account/password/", facts)
    assert answer.status_code == 409
    assert PASSWORD not in answer.content.decode()


@pytest.mark.parametrize(("author", "reader"), [("planner", "colleague"), ("colleague", "planner")])
def test_the_author_of_a_page_is_named_whoever_that_is(sign_in, assessment, author, reader):
    client = sign_in(author)
    client.force_login(make_person(reader))
    html = one_line(client.post(f"/assessments/{assessment.pk}/ratings/{CODE}/", ANSWER, **HTMX).content.decode())
    assert f"You are signed in as {reader.capitalize()}; this entry was written by {author.capitalize()}." in html
