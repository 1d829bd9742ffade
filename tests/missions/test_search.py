"""Missions are found in any spelling and sorted as readers expect, alike in every database."""

import pytest

from interfaces.models import ReferenceMission
from missions.models import Mission, Role
from missions.services import set_member, update_mission
from ocpo.text.search_hints import count_per_word
from tests.cast import make_mission, make_person

pytestmark = pytest.mark.django_db

NAMES = ["Mission 2", "mission 10", "Éire", "eire 2", "Zaïre", "abyei", "Ostland", "Österreich"]
IN_ORDER = ["abyei", "Éire", "eire 2", "Mission 2", "mission 10", "Österreich", "Ostland", "Zaïre"]


@pytest.fixture
def missions(db):
    """Missions with names, full names and areas as people write them."""
    facts = [
        ("unciv", "Opération Licorne", "", "Côte d’Ivoire"),
        ("ungnb", "UNGB", "Organised crime assistance programme", "Guinea‑Bissau"),
        ("unkos", "UNKO", "Police and Defense Center", "Kosovo"),
        ("unsud", "بِعثة", "", "السُّودان"),
        ("untur", "TURKMIS", "", "Diyarbakır"),
    ]
    for code, name, full_name, area in facts:
        mission = make_mission(code=code)
        changes = {"name": name, "full_name": full_name, "area": area}
        update_mission(mission=mission, person=mission.created_by, expected_version=mission.version, **changes)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Cote d'Ivoire", ["unciv"]),
        ("CÔTE D’IVOIRE", ["unciv"]),
        ("ivoire operation", ["unciv"]),
        ("co\u0302te d`ivoire", ["unciv"]),
        ("guinea-bissau", ["ungnb"]),
        ("bissau guinea", ["ungnb"]),
        ("organized", ["ungnb"]),
        ("organised crime program", ["ungnb"]),
        ("defence centre", ["unkos"]),
        ("السودان", ["unsud"]),
        ("بعثة", ["unsud"]),
        ("DIYARBAKIR", ["untur"]),
        ("diyarbakir", ["untur"]),
        ("UNCIV", ["unciv"]),
        ("ivoire kosovo", []),
        ("\u200b", ["unciv", "ungnb", "unkos", "unsud", "untur"]),
        ("kosovo\u0000", ["unkos"]),
    ],
)
def test_it_works(missions, sign_in, api, typed, found):
    """The page, its table and the API find the same."""
    rows = sign_in("planner").get("/", {"q": typed}).context["portfolio"].rows
    assert sorted(row.mission.code for row in rows) == found
    table = sign_in("planner").get("/portfolio.csv", {"q": typed}).getvalue().decode()
    assert [code for code in ("unciv", "ungnb", "unkos", "unsud", "untur") if code in table] == found
    answer = api("planner").get("/api/v1/missions/", {"search": typed})
    if "\u0000" not in typed:
        assert [row["code"] for row in answer.json()["results"]] == found


def test_a_retrospective_is_found_by_the_country_of_its_mission():
    reference = ReferenceMission.objects.get(code="unoci")
    mission = make_mission(code="look-back")
    Mission.objects.filter(pk=mission.pk).update(reference=reference)
    assert list(Mission.objects.mentioning("cote divoire")) == [mission]
    assert list(Mission.objects.mentioning("unoci ivoire examplia")) == [mission]


def test_a_search_follows_what_is_changed():
    mission = make_mission()
    update_mission(mission=mission, person=mission.created_by, expected_version=1, area="Türkiye")
    assert list(Mission.objects.mentioning("turkiye")) == [mission]
    assert list(Mission.objects.mentioning("examplia")) == []


def test_lists_of_missions_sort_by_name(sign_in):
    for n, name in enumerate(NAMES):
        mission = make_mission(code=f"m-{n}")
        update_mission(mission=mission, person=mission.created_by, expected_version=1, name=name)
    names = [row.mission.name for row in sign_in("planner").get("/").context["portfolio"].rows]
    assert names == IN_ORDER
    turned = [row.mission.name for row in sign_in("planner").get("/?sort=-name").context["portfolio"].rows]
    assert turned == IN_ORDER[::-1]


def test_members_sort_by_the_name_that_is_shown(sign_in):
    mission = make_mission()
    for username, first, last in (("z", "Émile", "Zola"), ("y", "eva", "Adam"), ("x", "Zoë", "Berg")):
        make_person(username, first_name=first, last_name=last)
        set_member(mission=mission, person=make_person(username), role=Role.VIEWER, by=mission.created_by)
    shown = [str(member.person) for member in mission.members_by_name()]
    assert shown == ["Émile Zola", "eva Adam", "planner", "Zoë Berg"]


def test_nothing_found_says_what_was_searched_and_what_each_word_finds(missions, sign_in):
    html = sign_in("planner").get("/", {"q": "kosovo <b>ivory</b>"}).content.decode()
    assert "No mission fits" in html
    assert "“<bdi>kosovo &lt;b&gt;ivory&lt;/b&gt;</bdi>”" in html
    assert '<a href="?q=kosovo"><bdi>kosovo</bdi></a>' in html
    narrowed = sign_in("planner").get("/", {"q": "kosovo", "phase": "drawdown"}).content.decode()
    assert 'href="?q=kosovo">Search without filters</a>' in narrowed


@pytest.mark.parametrize("count", [1, 2, 6, 7])
def test_a_search_that_finds_nothing_counts_for_its_first_six_words(missions, count):
    typed = ["ivoire", "kosovo", "bissau", "police", "crime", "nowhere", "centre"][:count]
    found = count_per_word(Mission.objects.all(), " ".join(typed))
    assert [row["word"] for row in found] == ([] if count == 1 else typed[:6])
    assert [row["count"] for row in found] == [int(word != "nowhere") for word in typed[:6]][: len(found)]
