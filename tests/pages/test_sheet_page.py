"""The scoring sheet and the result: saving with and without a script, conflicts, who may rate, what is shown."""

import pytest

from assessments.computing.recompute import recompute
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, rate
from tests.shown import one_line

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"
ANSWER = {"answer": "3", "confidence": "high", "rationale": "Seen", "lowest": "2", "highest": "4", "version": "0"}
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def assessment():
    return make_assessment(make_mission(members=MEMBERS))


def save(client, assessment, **more):
    extra = {name: more.pop(name) for name in list(more) if name.startswith("HTTP")}
    return client.post(f"/assessments/{assessment.pk}/ratings/{CODE}/", ANSWER | more, **extra)


def test_it_works(sign_in, assessment):
    client = sign_in("planner")
    answer = save(client, assessment)
    assert answer.status_code == 302
    assert answer.url == f"/assessments/{assessment.pk}/sheet/?interface=fuels-conflict#{CODE}"
    rating = assessment.ratings.get()
    assert (rating.level, rating.lowest, rating.highest, rating.confidence) == (3, 2.0, 4.0, "high")
    html = one_line(client.get(answer.url).content.decode())
    assert 'value="3" checked' in html
    assert "Seen" in html


def test_with_a_script_the_answer_is_what_changed(sign_in, assessment):
    html = one_line(save(sign_in("planner"), assessment, **HTMX).content.decode())
    assert "Saved" in html
    assert f'id="version-{CODE}" value="2"' in html
    assert 'id="score-panel"' in html
    assert "changes behind" in html
    assert "<html" not in html


def test_a_stale_answer_shows_both_versions(sign_in, assessment):
    client = sign_in("planner")
    save(client, assessment)
    answer = save(client, assessment, answer="1", lowest="", rationale="Mine", **HTMX)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "3 serious" in html
    assert "1 limited" in html
    assert "Mine" in html
    assert assessment.ratings.get().level == 3
    plain = save(client, assessment, answer="1", lowest="", rationale="Mine")
    assert plain.status_code == 409
    assert "Mine" in plain.content.decode()


def test_bad_bounds_are_told_and_nothing_is_stored(sign_in, assessment):
    answer = save(sign_in("planner"), assessment, lowest="3.5", **HTMX)
    assert answer.status_code == 422
    assert "above the best estimate" in answer.content.decode()
    assert not assessment.ratings.exists()


def test_an_answer_is_taken_back(sign_in, assessment):
    client = sign_in("planner")
    save(client, assessment)
    answer = save(client, assessment, take_back="1", version="2", **HTMX)
    assert answer.headers["HX-Trigger"] == "answer-taken-back"
    assert f'id="version-{CODE}" value="0"' in one_line(answer.content.decode())
    assert not assessment.ratings.exists()


def test_what_is_typed_before_a_level_is_chosen_is_kept(sign_in, assessment):
    client = sign_in("planner")
    typed = {"rationale": "Typed first", "confidence": "low", "version": "0"}
    answer = client.post(f"/assessments/{assessment.pk}/ratings/{CODE}/", typed, **HTMX)
    assert answer.status_code == 422
    assert "Choose a level to save this" in answer.content.decode()
    assert "ladder" not in answer.content.decode()
    plain = client.post(f"/assessments/{assessment.pk}/ratings/{CODE}/", typed)
    assert "Typed first" in plain.content.decode()


def test_a_conflict_is_settled_by_its_button_only(sign_in, assessment):
    client = sign_in("planner")
    save(client, assessment)
    for _second_click in range(2):
        answer = save(client, assessment, answer="1", lowest="", **HTMX)
        assert answer.status_code == 409
        assert f'id="version-{CODE}"' not in answer.content.decode()
    assert 'name="seen" value="2"' in one_line(answer.content.decode())
    assert save(client, assessment, answer="1", lowest="", seen="2", **HTMX).status_code == 200
    assert assessment.ratings.get().level == 1


def test_a_page_left_open_after_signing_out_is_told_so(sign_in, assessment, client):
    answer = save(client, assessment, **HTMX)
    assert answer.status_code == 401
    assert answer.content == b""
    assert save(client, assessment).status_code == 302


@pytest.mark.parametrize(
    ("username", "status"),
    [("planner", 302), ("colleague", 302), ("reviewer", 403), ("viewer", 403), ("outsider", 404)],
)
def test_who_may_rate(sign_in, assessment, username, status):
    assert save(sign_in(username), assessment).status_code == status


def test_an_indicator_outside_the_phase_is_not_asked(sign_in, assessment):
    path = f"/assessments/{assessment.pk}/ratings/i4-drawdown-income-gap/"
    assert sign_in("planner").post(path, ANSWER).status_code == 404


def test_one_sees_ones_own_ratings_on_the_sheet(sign_in, assessment):
    rate(assessment, 3, CODE, by=make_person("colleague"), rationale="Private thought")
    html = sign_in("planner").get(f"/assessments/{assessment.pk}/sheet/").content.decode()
    assert "Private thought" not in html


def test_every_interface_has_its_tab(sign_in, assessment):
    client = sign_in("planner")
    html = client.get(f"/assessments/{assessment.pk}/sheet/?interface=corrupts-elites").content.decode()
    assert "Organized Crime corrupts elites" in html
    assert html.count('class="indicator"') == 7
    assert client.get(f"/assessments/{assessment.pk}/sheet/?interface=no-such").status_code == 404


def test_the_panel_follows_the_score(sign_in, assessment):
    client = sign_in("planner")
    rate(assessment, 4)
    path = f"/assessments/{assessment.pk}/sheet/score/"
    assert "behind" in client.get(path).content.decode()
    recompute(assessment_id=assessment.pk)
    html = client.get(path).content.decode()
    assert "Up to date" in html
    assert "every 15s" in html


def test_the_number_of_queries_does_not_grow_with_ratings(sign_in, assessment, django_assert_num_queries):
    client = sign_in("planner")
    path = f"/assessments/{assessment.pk}/sheet/"
    recompute(assessment_id=assessment.pk)
    client.get(path)
    with django_assert_num_queries(25, exact=False) as few:
        client.get(path)
    for number in range(8):
        rate(assessment, number % 5, by=make_person(f"assessor{number}"))
    recompute(assessment_id=assessment.pk)
    with django_assert_num_queries(len(few)):
        client.get(path)


def test_the_result_shows_matrix_bounds_and_sources(sign_in, assessment):
    rate(assessment, 3, rationale="Because of the port", citations=["Port survey, 2026"])
    recompute(assessment_id=assessment.pk)
    html = sign_in("viewer").get(f"/assessments/{assessment.pk}/").content.decode()
    for words in ("Threat matrix", "Because of the port", "Port survey, 2026", assessment.scores.get().digest):
        assert words in html


def test_a_result_without_a_rating_shows_no_number(sign_in, assessment):
    recompute(assessment_id=assessment.pk)
    html = sign_in("planner").get(f"/assessments/{assessment.pk}/").content.decode()
    assert "Nothing is rated yet" in html
    assert 'class="matrix"' not in html


def test_the_table_gives_ranges_where_evidence_is_missing(sign_in, assessment):
    rate(assessment, 3, CODE)
    recompute(assessment_id=assessment.pk)
    text = sign_in("planner").get(f"/assessments/{assessment.pk}/nodes.csv").getvalue().decode()
    risk = next(line for line in text.splitlines() if line.startswith("mission-risk,"))
    assert ",Mission risk,risk,,".replace(",", "") in risk.replace(",", "")
    assert "False" in risk
    assert sign_in("planner").get(f"/assessments/{assessment.pk}/profile.json").status_code == 200
