"""Who types a trade finds the measures that bear on it, and is told why."""

import pytest
from django.utils.html import escape

from interfaces.models import IllicitEconomy, Indicator, Measure, MeasureTrade
from interfaces.reference import BrokenReferenceError, load_reference
from tests.interfaces.files import content, copied, edit

pytestmark = pytest.mark.django_db
API = "/api/v1/catalogue/measures/"


@pytest.mark.parametrize(
    ("typed", "trades", "measure"),
    [
        ("cocaine", ["cocaine", "drugs"], "coast-guard-support"),
        ("cocaine", ["cocaine", "drugs"], "smuggling-surveillance"),
        ("opium", ["narcotics-production", "drugs"], "criminal-investigations"),
        ("heroin", ["narcotics-production", "drugs"], "training-employment"),
        ("kidnapping", ["kidnapping"], "law-enforcement-operations"),
        ("human trafficking", ["human-trafficking", "child-trafficking"], "off-limits-lists"),
        ("Trafficking in human beings", ["human-trafficking"], "zero-tolerance"),
        ("corruption", ["corruption"], "international-judges"),
        ("narcotics", ["drugs", "cocaine", "narcotics-production"], "port-airport-control"),
        ("weapons", ["arms"], "sanctions-compliance"),
        ("ransom", ["kidnapping"], "criminal-investigations"),
        ("gold", ["minerals"], "other-supply-chain"),
        ("forced labor", ["human-trafficking"], "criminal-investigations"),
        ("illegal logging", ["resource-exploitation"], "resource-area-security"),
    ],
)
def test_it_works(sign_in, api, typed, trades, measure):
    expected = set(MeasureTrade.objects.filter(economy__code__in=trades).values_list("measure__code", flat=True))
    page = sign_in("viewer").get("/catalogue/", {"q": typed})
    found = {row.code: why for _area, rows in page.context["areas"] for row, why in rows}
    assert measure in expected <= set(found)
    assert {link.economy.code for link in found[measure]} <= set(trades)
    link = found[measure][0]
    assert f"{link.economy.title}:" in page.content.decode()
    assert escape(link.how) in page.content.decode()
    answer = api("viewer").get(API, {"search": typed, "page_size": 100}).json()["results"]
    assert {row["code"] for row in answer} == set(found)
    assert any(trade["trade"] in trades for row in answer if row["code"] == measure for trade in row["trades"])


def test_every_trade_is_found_by_its_title_and_by_every_other_word():
    for trade in IllicitEconomy.objects.all():
        expected = set(MeasureTrade.objects.filter(economy=trade).values_list("measure", flat=True))
        assert expected
        for name in (trade.title, *trade.words):
            found = set(Measure.objects.mentioning(name).values_list("pk", flat=True))
            assert expected <= found, name


def test_a_word_beside_the_trade_has_to_stand_in_the_measure():
    found = set(Measure.objects.mentioning("cocaine haiti").values_list("code", flat=True))
    assert {"coast-guard-support", "border-management"} <= found
    assert "criminal-investigations" not in found
    assert not Measure.objects.mentioning("cocaine zeppelin").exists()


def test_a_drug_finds_what_bears_on_drugs_in_general():
    general = IllicitEconomy.objects.get(code="drugs")
    for drug in ("cocaine", "opium", "heroin"):
        found = {row: row.trades_named_in(drug) for row in Measure.objects.for_catalogue().mentioning(drug)}
        for measure in Measure.objects.filter(trades__economy=general):
            assert general in [link.economy for link in found[measure]]
    assert not Measure.objects.mentioning("cocaine").filter(code="diamond-certification").exists()


@pytest.mark.parametrize("typed", ["demobilisation", "demobilization", "Disarmament, demobilization and reintegration"])
def test_a_measure_is_found_by_who_carries_it_out(typed):
    expected = set(Measure.objects.filter(components__code="ddr"))
    assert expected
    assert expected == set(Measure.objects.mentioning(typed))


@pytest.mark.parametrize("typed", ["trade", "in", "the", "of general"])
def test_a_word_of_many_trades_points_to_none(typed):
    assert all(measure.trades_named_in(typed) == [] for measure in Measure.objects.for_catalogue())


def test_the_paper_is_cited_where_it_ties_the_two():
    for line in MeasureTrade.objects.filter(basis="paper"):
        assert line.cite
    cocaine = MeasureTrade.objects.get(measure__code="coast-patrol", economy__code="cocaine")
    assert cocaine.cite == ["II, Peace Operations Combat Organized Crime"]


def test_a_measure_and_its_trade_share_an_interface():
    for link in MeasureTrade.objects.select_related("measure", "economy"):
        both = set(link.measure.interfaces.all()) & set(link.economy.interfaces.all())
        assert both, link


def test_the_facet_and_the_filter_narrow_to_a_trade(sign_in, api):
    page = sign_in("viewer").get("/catalogue/", {"trade": "piracy"})
    rows = [row.code for _area, rows in page.context["areas"] for row, _why in rows]
    assert rows == ["coast-patrol", "coast-guard-support", "regional-police-interpol"]
    assert [row["code"] for row in api("viewer").get(API, {"trade": "piracy"}).json()["results"]] == rows
    assert api("viewer").get(API, {"trade": "tea"}).status_code == 400


def test_the_page_of_a_measure_names_its_trades(sign_in):
    html = sign_in("viewer").get("/catalogue/measures/coast-patrol/").content.decode()
    assert "Trades it bears on" in html
    assert "Cocaine transit and smuggling" in html


@pytest.mark.parametrize("typed", ["organised crime", "ORGANIZED  crime", "organised Crime’s"])
def test_spelling_makes_no_difference(typed):
    plain = set(Measure.objects.mentioning("organized crime").values_list("pk", flat=True))
    assert plain
    assert typed.endswith("’s") or set(Measure.objects.mentioning(typed).values_list("pk", flat=True)) == plain


@pytest.mark.parametrize(
    ("one", "other"), [("neighbor", "neighbour"), ("programme", "program"), ("co-operation", "cooperation")]
)
def test_british_and_american_find_the_same(one, other):
    for rows in (Measure.objects, Indicator.objects):
        assert list(rows.mentioning(one).order_by("pk")) == list(rows.mentioning(other).order_by("pk"))
    assert Measure.objects.mentioning(one).exists()


def test_indicators_are_searched(api):
    found = api("viewer").get("/api/v1/indicators/", {"search": "ARMED groups’ dependence"}).json()["results"]
    assert found[0]["code"] == "i1-armed-group-income"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda lines: lines.append(lines[0]), "stand together twice"),
        (lambda lines: lines[0].update(trades=["prostitution-demand"]), "acts on no interface through which"),
        (lambda lines: lines[0].update(cite=[]), "cite where the paper says it"),
        (lambda lines: lines[0].update(trades=["tea"]), "tea"),
    ],
)
def test_a_line_that_does_not_hold_is_refused(tmp_path, change, reason):
    folder = copied(tmp_path)
    assert content("countermeasures.yaml")["trades"]
    edit(folder, "countermeasures.yaml", lambda document: change(document["trades"]))
    with pytest.raises(BrokenReferenceError, match=reason):
        load_reference(folder)


@pytest.mark.parametrize("wider", ["drugs", "narcotics-production"])
def test_a_trade_is_part_of_one_that_is_part_of_none(tmp_path, wider):
    def change(document):
        trades = {row["code"]: row for row in document["illicit_economies"]}
        trades["drugs"]["part_of"] = {"trade": wider, "why": "Because."}

    folder = copied(tmp_path)
    edit(folder, "actors.yaml", change)
    with pytest.raises(BrokenReferenceError, match="is itself part of a trade"):
        load_reference(folder)
