"""British and American spelling of one word are one; words that differ in more stay apart."""

from pathlib import Path

import pytest

from ocpo.text.folding import fold
from ocpo.text.spelling import american

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"

# Every word of the reference model, frameworks and samples that is taken for another one. A new line here is a
# decision: are the two one word?
IN_THE_REFERENCE = """
analyse analyze
analyses analyzes
authorising authorizing
behaviour behavior
capitalise capitalize
catalogue catalog
centre center
criminalise criminalize
criminalised criminalized
criminalises criminalizes
defence defense
demobilisation demobilization
demobilised demobilized
favour favor
grey gray
harbour harbor
judgement judgment
kidnapping kidnaping
kidnappings kidnapings
labour labor
legalise legalize
licence license
licences licenses
mobilisation mobilization
mobilise mobilize
mobilised mobilized
neighbour neighbor
neighbourhood neighborhood
neighbourhoods neighborhoods
neighbouring neighboring
neighbours neighbors
normalisation normalization
offences offenses
organisation organization
organised organized
penalised penalized
programme program
programmes programs
recognises recognizes
rumours rumors
specialised specialized
theatre theater
theatres theaters
"""
APART = """
advise advisers arise bruised compromised concise cruise demise devise disguised enterprise enterprises excise
exercise exercised exercising expertise franchise improvisation merchandise noise otherwise precise premise promised
promises raised rise supervise supervised supervisor surprise surprising wise likewise paradise praise crises bases
analysis basis visited listed missing promising four hour hours tour tours source resources court courts course journal
pour sour flour glamour contour detour devour your ours outpouring controlled patrolled patrolling enrolled compelled
rebelled excelled installed called killed sold called dwelled advice device practical practice services evidence
influence absence presence conference sequence silence fence science violence residence incidence audience
cadre acre massacre ogre lucre mediocre macabre genre entire require retire metrics centralized
intelligence negligence raise praised noised policed prices spices noisiest promise
"""


def test_it_works():
    assert american("organised") == american("organized") == "organized"
    assert american("Organised".casefold()) != "organised"


def test_the_words_of_the_reference_texts_that_become_one_are_these():
    words: set[str] = set()
    for path in FIXTURES.rglob("*.yaml"):
        words |= set(fold(path.read_text(encoding="utf-8")).split())
    taken = [f"{word} {american(word)}" for word in sorted(words) if american(word) != word]
    assert taken == IN_THE_REFERENCE.strip().splitlines()


@pytest.mark.parametrize("word", APART.split())
def test_a_word_that_both_spell_alike_stays(word):
    assert american(word) == word


@pytest.mark.parametrize(
    ("british", "spelt"),
    [
        ("centre", "center"), ("centres", "centers"), ("defence", "defense"), ("offences", "offenses"),
        ("licence", "license"), ("programme", "program"), ("labour", "labor"), ("neighbouring", "neighboring"),
        ("harbour", "harbor"), ("behavioural", "behavioral"), ("misdemeanour", "misdemeanor"),
        ("paralysed", "paralyzed"),
        ("travelling", "traveling"), ("counsellor", "counselor"), ("kidnapper", "kidnaper"), ("theatre", "theater"),
        ("judgement", "judgment"), ("manoeuvres", "maneuvers"), ("organisations", "organizations"),
        ("organisational", "organizational"), ("criminalising", "criminalizing"), ("demobilisation", "demobilization"),
    ],
)  # fmt: skip
def test_british_becomes_american(british, spelt):
    assert american(british) == spelt
    assert american(spelt) == spelt
