"""Help and glossary: reachable from every page, and every word that a page links to is explained."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from assessments.models import Credibility, Reliability
from interfaces.models import Definition, Remark
from ocpo.pages.glossary import TERMS
from tests.cast import MEMBERS, make_assessment, make_mission
from tests.shown import tight

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def test_it_works(sign_in):
    """Both are one click from the portfolio."""
    client = sign_in("planner")
    text = client.get("/").content.decode()
    for at in ("/help/", "/glossary/"):
        assert f'href="{at}"' in text
        assert client.get(at).status_code == 200


def test_every_word_that_a_template_links_to_is_in_the_glossary():
    linked = {
        code for path in TEMPLATES.rglob("*.html") for code in re.findall(r'{% term "([a-z-]+)"', path.read_text())
    }
    assert len(linked) > 8
    assert linked <= set(TERMS)


def test_every_term_has_its_place_and_leads_to_a_part_of_the_method_page_that_exists(sign_in):
    client = sign_in("planner")
    glossary, method = (client.get(at).content.decode() for at in ("/glossary/", "/method/"))
    anchors = re.findall(r' id="([a-z-]+)"', glossary)
    assert set(TERMS) <= set(anchors)
    assert len(anchors) == len(set(anchors))
    for term in TERMS.values():
        assert not term.method or f'id="{term.method}"' in method, term.code


def test_the_fields_terms_stand_in_the_glossary_with_their_source(sign_in):
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", sign_in("planner").get("/glossary/").content.decode())).split())
    for row in Definition.objects.all():
        entry = text[text.index(f"{row.term} {row.meaning}") :]
        assert (
            entry.split(row.meaning, 1)[1]
            .removeprefix(f" {row.note}" if row.note else "")
            .startswith(f" {row.source or ' · '.join(row.cite) or 'Our words'}")
        ), row


def test_a_term_that_is_only_in_part_the_papers_says_so(sign_in):
    html = sign_in("planner").get("/glossary/").content.decode()
    for code, words in (("gemap", "Otherwise our words"), ("vetting", "Our words"), ("ddr", ""), ("war-economy", "")):
        entry = html[html.index(f'id="{code}"') :].split("</dd>")[0]
        assert ("our words" in entry.lower()) == bool(words), code
        assert words in entry


def test_not_known_means_one_thing_in_glossary_sheet_and_vocabulary(sign_in):
    meaning = "looked for, but what was found allows no level"
    assessment = make_assessment(make_mission(members=MEMBERS))
    sheet = sign_in("planner").get(f"/assessments/{assessment.pk}/sheet/").content.decode()
    rule = Remark.objects.get(code="scale-rule").text
    for text in (str(TERMS["not-known"].text), sheet, rule):
        assert meaning in " ".join(text.lower().split())


def test_letters_numbers_bands_and_likelihood_terms_are_those_in_use(sign_in):
    text = tight(sign_in("planner").get("/glossary/").content.decode())
    for label in (*Reliability.labels, *Credibility.labels):
        code, words = str(label).split(" ", 1)
        assert f'<th scope="row">{code}</th><td>{words}</td>' in text
    for told in ("Very weak", "Critical", "80–100", "Roughly even chance", "45 to 55 %"):
        assert told in text


def test_help_tells_the_way_in_six_steps_and_the_keys(sign_in):
    text = sign_in("planner").get("/help/").content.decode()
    path = re.search(r'<ol class="path">(.*?)</ol>', text, re.DOTALL)[1]
    assert len(re.findall("<li>", path)) == 6
    for key in ("0", "4", "?", "u", "n", "j", "k"):
        assert f"<kbd>{key}</kbd>" in text
