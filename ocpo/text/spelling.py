"""British and American spelling of words in texts on crime and peace operations.

There is no dictionary, only a table and a few rules. `tests/text/test_spelling.py` lists every pair of words in the
reference texts that they make equal, so that no rule merges two different words.
"""

from __future__ import annotations

import re

# -ise, -isation, -yse become -ize, -ization, -yze, but not after these beginnings, because there -ise is no suffix.
NOT_A_SUFFIX = {
    "adv", "advert", "appr", "appra", "bru", "cha", "chast", "circumc", "clockw", "compr", "comprom", "conc",
    "cru", "dem", "desp", "dev", "disgu", "enterpr", "exc", "exerc", "expert", "franch", "improv", "inc",
    "likew", "mala", "merchand", "otherw", "parad", "porpo", "pra", "prec", "prem", "prom", "repr", "sunr",
    "superv", "surm", "surpr", "telev", "torto", "treat", "turquo", "upr",
}  # fmt: skip
ISE = re.compile(r"(\w{3,})is(e[ds]?|ers?|ing|able|ations?|ational(?:ly)?)")
YSE = re.compile(r"(anal|paral|catal|dial|electrol|hydrol)ys(e[ds]?|ers?|ing)")
# -our becomes -or in these words and in words derived from them.
OUR = re.compile(
    r"(|un|dis|mis|be|counter|inter)"
    r"(arb|arm|ard|behavi|cand|clam|col|demean|misdemean|endeav|fav|ferv|flav|harb|hon|hum|lab|neighb|od|parl|ranc|rig|"
    r"rum|savi|splend|succ|tum|val|vap|vig)our(\w*)"
)
# Only British spelling doubles a final l before an ending.
DOUBLED = re.compile(
    r"(barrel|bevel|cancel|channel|counsel|dial|duel|equal|fuel|funnel|initial|jewel|label|level|libel|marshal|marvel|"
    r"model|panel|parcel|pencil|quarrel|refuel|rival|shovel|signal|total|travel|tunnel|unravel)"
    r"l(ed|ing|ings|ers?|ors?|ous|ously)"
)
# Beginnings of words; the rest of the word is kept.
BEGINNINGS = {
    "acknowledgement": "acknowledgment",
    "ageing": "aging",
    "aluminium": "aluminum",
    "analogue": "analog",
    "artefact": "artifact",
    "catalogue": "catalog",
    "cypher": "cipher",
    "defence": "defense",
    "despatch": "dispatch",
    "dialogue": "dialog",
    "enquir": "inquir",
    "fulfilment": "fulfillment",
    "instalment": "installment",
    "enrolment": "enrollment",
    "jewellery": "jewelry",
    "judgement": "judgment",
    "kidnapp": "kidnap",
    "licence": "license",
    "manoeuvring": "maneuvering",
    "manoeuvre": "maneuver",
    "mould": "mold",
    "offence": "offense",
    "paediatric": "pediatric",
    "plough": "plow",
    "practis": "practic",
    "pretence": "pretense",
    "sceptic": "skeptic",
    "skilful": "skillful",
    "speciality": "specialty",
    "sulphur": "sulfur",
    "towards": "toward",
    "wilful": "willful",
}
WHOLE = {
    "centre": "center", "centred": "centered", "centres": "centers", "centring": "centering",
    "enrol": "enroll", "enrols": "enrolls", "fibre": "fiber", "fibres": "fibers",
    "fulfil": "fulfill", "fulfils": "fulfills", "gaol": "jail", "gaols": "jails", "gramme": "gram",
    "grammes": "grams", "grey": "gray", "kilogramme": "kilogram", "kilogrammes": "kilograms",
    "kilometre": "kilometer", "kilometres": "kilometers", "litre": "liter", "litres": "liters", "metre": "meter",
    "metres": "meters", "programme": "program", "programmes": "programs", "calibre": "caliber",
    "calibres": "calibers", "theatre": "theater", "theatres": "theaters", "tyre": "tire", "tyres": "tires",
}  # fmt: skip


def american(word: str) -> str:
    """Return a folded word in American spelling; a word without one unchanged."""
    if word in WHOLE:
        return WHOLE[word]
    if found := ISE.fullmatch(word):
        return word if found[1] in NOT_A_SUFFIX else f"{found[1]}iz{found[2]}"
    if found := YSE.fullmatch(word):
        return f"{found[1]}yz{found[2]}"
    if found := OUR.fullmatch(word):
        return f"{found[1]}{found[2]}or{found[3]}"
    if found := DOUBLED.fullmatch(word):
        return f"{found[1]}{found[2]}"
    for british, spelt in BEGINNINGS.items():
        if word.startswith(british):
            return spelt + word[len(british) :]
    return word
