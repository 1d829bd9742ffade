"""Evidence in the browser: in the card's fold with a script, on pages of its own without one."""

import pytest

from assessments.models import Assessment, Evidence
from assessments.services import add_evidence
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, rate
from tests.shown import one_line, tight

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"
NEW = {"title": "Port survey", "link": "https://example.org/s", "reliability": "B", "credibility": "2"}
NEW |= {"marking": "confidential", "add": "1"}
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def assessment() -> Assessment:
    return make_assessment(make_mission(members=MEMBERS))


@pytest.fixture
def fold(assessment) -> str:
    return f"/assessments/{assessment.pk}/ratings/{CODE}/evidence/"


@pytest.fixture
def pages(assessment) -> str:
    return f"/assessments/{assessment.pk}/evidence/"


def piece_of(assessment, by="planner", **facts) -> Evidence:
    given = {"title": "Port survey", **facts}
    return add_evidence(assessment=assessment, person=make_person(by), **given)


def save(client, assessment, *pieces, **more):
    answer = {"answer": "3", "confidence": "high", "version": "0", "evidence": [piece.pk for piece in pieces]} | more
    return client.post(f"/assessments/{assessment.pk}/ratings/{CODE}/", answer, **HTMX)


def test_it_works(sign_in, assessment, fold):
    client = sign_in("planner")
    html = one_line(client.post(fold, NEW, **HTMX).content.decode())
    piece = Evidence.objects.get()
    assert f'value="{piece.pk}" form="rating-{CODE}" checked autofocus' in html
    assert 'href="https://example.org/s"' in html
    assert "<html" not in html
    assert "1 piece" in save(client, assessment, piece).content.decode()
    assert list(assessment.ratings.get().evidence.all()) == [piece]
    sheet = client.get(f"/assessments/{assessment.pk}/sheet/").content.decode()
    assert f'value="{piece.pk}" form="rating-{CODE}" checked' in sheet
    assert "Confidential" in sheet.split("<header")[0]


def test_a_saved_answer_drops_what_is_no_longer_checked(sign_in, assessment):
    client = sign_in("planner")
    save(client, assessment, piece_of(assessment))
    save(client, assessment, version=assessment.ratings.get().version)
    assert not assessment.ratings.get().evidence.exists()


def test_the_fold_keeps_what_is_checked_and_not_yet_saved(sign_in, assessment, fold):
    first, second = piece_of(assessment, title="A first"), piece_of(assessment, title="B second")
    html = tight(sign_in("planner").get(fold, {"evidence": second.pk}, **HTMX).content.decode())
    assert f'value="{second.pk}" form="rating-{CODE}" checked' in html
    assert f'value="{first.pk}" form="rating-{CODE}">' in html
    assert html.index("B second") < html.index("A first")


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_piece_without_a_title_is_told_and_what_was_typed_is_kept(sign_in, assessment, fold, headers):
    answer = sign_in("planner").post(fold, NEW | {"title": "", "source": "Typed source"}, **headers)
    assert answer.status_code == 422
    assert "Typed source" in answer.content.decode()
    assert "Check what you entered" in answer.content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("key", ["x", "-1", "²", "9" * 30, "999999999"])
def test_a_key_that_names_no_evidence_is_refused(sign_in, assessment, key):
    answer = save(sign_in("planner"), assessment, evidence=[key])
    assert answer.status_code == 422
    assert "Not saved" in answer.content.decode()
    assert not assessment.ratings.exists()


def test_without_a_script_a_new_piece_is_used_at_once(sign_in, assessment, fold):
    client = sign_in("planner")
    rating = rate(assessment, 3, CODE, rationale="Seen")[0]
    assert client.post(fold, NEW | {"version": rating.version}).status_code == 302
    rating.refresh_from_db()
    assert [piece.title for piece in rating.evidence.all()] == ["Port survey"]
    assert (rating.level, rating.rationale) == (3, "Seen")
    assert "checked" in client.get(fold).content.decode()


def test_without_a_script_the_choice_is_saved_and_a_stale_one_refused(sign_in, assessment, fold):
    client, piece = sign_in("planner"), piece_of(assessment)
    rating = rate(assessment, 3, CODE)[0]
    choice = {"use": "1", "evidence": piece.pk, "version": rating.version}
    assert client.post(fold, choice).status_code == 302
    assert rating.evidence.count() == 1
    stale = client.post(fold, {"use": "1", "version": rating.version})
    assert stale.status_code == 409
    assert "changed elsewhere" in stale.content.decode()
    assert rating.evidence.count() == 1


def test_without_a_script_evidence_can_be_entered_before_the_answer(sign_in, assessment, fold):
    client = sign_in("planner")
    assert client.post(fold, NEW).status_code == 302
    assert "Answer this indicator on the sheet first" in client.get(fold).content.decode()
    assert Evidence.objects.count() == 1


def test_all_evidence_has_its_page(sign_in, assessment, pages):
    client = sign_in("planner")
    assert "No evidence yet" in client.get(pages).content.decode()
    assert client.post(pages, NEW).status_code == 302
    rate(assessment, 2, CODE, evidence=frozenset({Evidence.objects.get().pk}))
    html = client.get(pages).content.decode()
    for words in ("Port survey", "B Usually reliable, 2 Probably true", f"#{CODE}", "entered by you"):
        assert words in html
    assert 'name="remove"' not in html
    refused = client.post(pages, {"remove": Evidence.objects.get().pk})
    assert refused.status_code == 422
    assert "rest on this" in refused.content.decode()


def test_a_piece_that_nothing_rests_on_is_removed(sign_in, assessment, pages):
    piece = piece_of(assessment)
    assert sign_in("colleague").post(pages, {"remove": piece.pk}).status_code == 403
    client = sign_in("planner")
    assert client.post(pages, {"remove": "no-such"}).status_code == 404
    assert client.post(pages, {"remove": piece.pk}).status_code == 302
    assert not Evidence.objects.exists()


def test_a_link_that_is_no_web_address_is_text(sign_in, assessment, pages):
    piece_of(assessment)
    Evidence.objects.update(link="javascript:alert(1)")  # as it may have been entered before such were refused
    html = sign_in("planner").get(pages).content.decode()
    assert "javascript:alert(1)" in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize(
    ("typed", "address"),
    [("www.un.org/en", "https://www.un.org/en"), ("doi:10.1000/182", "https://doi.org/10.1000/182")],
)
def test_an_address_typed_short_is_a_link_and_stands_as_typed(sign_in, assessment, pages, typed, address):
    client = sign_in("planner")
    client.post(pages, NEW | {"link": typed})
    assert f'<a href="{address}" rel="noopener noreferrer">{typed}</a>' in client.get(pages).content.decode()


def test_a_resolutions_full_title_has_room(sign_in, assessment, pages):
    title = "Report of the Secretary-General on the situation in Examplia " * 8
    sign_in("planner").post(pages, NEW | {"title": title})
    assert Evidence.objects.get().title == title.strip()


def test_an_address_that_is_none_is_refused_beside_its_field(sign_in, assessment, pages):
    answer = sign_in("planner").post(pages, NEW | {"link": "javascript:alert(1)", "dated": "0001-01-01"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Give a whole web address" in html
    assert "Choose a day from 1900 on" in html
    assert 'value="javascript:alert(1)"' in html
    assert not Evidence.objects.exists()


def test_of_a_piece_in_use_its_author_reads_how_to_correct_it(sign_in, assessment, pages):
    piece = piece_of(assessment)
    how = "To correct it, enter it anew"
    assert how not in sign_in("planner").get(pages).content.decode()
    assert save(sign_in("planner"), assessment, piece).status_code == 200
    assert how in sign_in("planner").get(pages).content.decode()
    assert how not in sign_in("colleague").get(pages).content.decode()


def test_in_a_private_round_anothers_evidence_is_nowhere(sign_in, assessment, fold, pages):
    Assessment.objects.update(is_private=True)
    assessment.refresh_from_db()
    piece = piece_of(assessment, by="colleague", title="Whisper at the port", marking="strictly-confidential")
    client = sign_in("planner")
    for at, headers in ((fold, HTMX), (fold, {}), (pages, {}), (f"/assessments/{assessment.pk}/sheet/", {})):
        html = tight(client.get(at, {"evidence": piece.pk}, **headers).content.decode())
        assert "Whisper" not in html
        assert "Strictly confidential</aside>" not in html
    assert client.post(pages, {"remove": piece.pk}).status_code == 404
    assert "Whisper" in sign_in("colleague").get(pages).content.decode()


@pytest.mark.parametrize("username", ["viewer", "reviewer"])
def test_who_may_not_rate_reads(sign_in, assessment, fold, pages, username):
    piece_of(assessment)
    client = sign_in(username)
    assert client.get(fold).url == pages
    html = client.get(pages).content.decode()
    assert "Port survey" in html
    assert 'name="title"' not in html
    for at in (fold, pages):
        assert client.post(at, NEW).status_code == 403


def test_the_pages_take_as_many_queries_for_many_pieces_as_for_one(
    sign_in, assessment, fold, pages, django_assert_num_queries
):
    client = sign_in("planner")
    addresses = (pages, fold, f"/assessments/{assessment.pk}/sheet/")
    rate(assessment, 2, CODE, evidence=frozenset({piece_of(assessment).pk}))
    few = {}
    for at in addresses:
        client.get(at)
        with django_assert_num_queries(30, exact=False) as few[at]:
            client.get(at)
    keys = frozenset(piece_of(assessment, title=f"Piece {n}").pk for n in range(20))
    rate(assessment, 1, evidence=keys)
    for at in addresses:
        with django_assert_num_queries(len(few[at])):
            client.get(at)


def test_an_answer_that_is_refused_names_the_evidence_it_chose_and_none_that_one_may_not_use(sign_in, assessment):
    chosen, left = piece_of(assessment, title="Port survey"), piece_of(assessment, title="Border survey")
    foreign = piece_of(make_assessment(make_mission(code="unother")), title="Their survey")
    hidden = piece_of(make_assessment(assessment.mission), by="colleague", title="A survey in private")
    Assessment.objects.filter(pk=hidden.assessment_id).update(is_private=True)
    sent = {"answer": "", "confidence": "high", "version": "0", "evidence": [chosen.pk, foreign.pk, hidden.pk]}
    answer = sign_in("planner").post(f"/assessments/{assessment.pk}/ratings/{CODE}/", sent)
    html = one_line(answer.content.decode())
    assert answer.status_code == 422
    assert f'value="{chosen.pk}" form="rating-{CODE}" checked' in html
    for piece in (left, foreign, hidden):
        assert piece.title not in html
