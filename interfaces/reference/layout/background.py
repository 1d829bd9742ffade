"""The layout of actors.yaml, missions.yaml and police.yaml."""

from interfaces.models import (
    Actor,
    Country,
    Document,
    IllicitEconomy,
    MissionFact,
    Motivation,
    NamedBody,
    ReferenceMission,
    ReferenceProvision,
    Region,
    TimeLag,
)
from interfaces.reference.layout.common import (
    ISO3,
    KEY,
    SYMBOL,
    basis,
    cited,
    cites,
    footnotes,
    line,
    reach,
    titles,
    web_address,
)
from interfaces.reference.shapes import code, flag, listed, nullable, one_of, record, ref, refs, text, whole

ACTORS = record(
    {
        "mission_critical_questions": listed(
            record(
                {
                    "code": code("question"),
                    "question": text,
                    "if_answer": text,
                    "leads_to_interfaces": refs("interface"),
                    "ask_when": refs("phase"),
                    "basis": basis,
                    "basis_note": text,
                    "cite": cited,
                }
            )
        ),
        "motivations": listed(
            record(
                {
                    "code": ref("motivation"),
                    "title": line(Motivation, "title"),
                    "description": text,
                    "typical_actors": refs("actor"),
                    "works": text,
                    "fails": text,
                    "basis": basis,
                    "cite": cited,
                }
            )
        ),
        "motivation_rules": listed(record({"text": text, "use": text, "basis": basis, "cite": cited})),
        "relation_to_state": listed(
            record(
                {"code": ref("state relation"), "description": text, "shown_by": text, "main_risk": text, "cite": cited}
            )
        ),
        "actors": listed(
            record(
                {
                    "code": code("actor"),
                    "title": line(Actor, "title"),
                    "description": text,
                    "state_actor": flag,
                    "reach": reach,
                    "motivations": refs("motivation"),
                    "relations": refs("state relation"),
                    "interfaces": refs("interface"),
                    "strategy_works": text,
                    "strategy_fails": text,
                    "examples": listed(text),
                    "basis": basis,
                    "cite": cited,
                }
            )
        ),
        "illicit_economies": listed(
            record(
                {
                    "code": code("illicit economy"),
                    "title": line(IllicitEconomy, "title"),
                    "reach": reach,
                    "reach_basis": basis,
                    "places": refs("country"),
                    "interfaces": refs("interface"),
                    "cite": cited,
                },
                {
                    "places_note": text,
                    "note": text,
                    "words": listed(line(IllicitEconomy, "title")),
                    "part_of": record({"trade": ref("illicit economy"), "why": text}),
                },
            )
        ),
        "transnational_and_local": record({"text": text, "basis": basis, "cite": cited}),
    }
)

MISSION = record(
    {
        "code": code("mission"),
        "acronym": line(ReferenceMission, "acronym"),
        "named_in_paper": flag,
        "public": record(
            {
                "full_name": line(ReferenceMission, "full_name"),
                "countries": refs("country", at_least=1),
                "kind": line(ReferenceMission, "kind"),
                "start_year": whole(1945, 2100),
                "end_year": nullable(whole(1945, 2100)),
                "basis": basis,
            }
        ),
        "facts": listed(
            record(
                {
                    "text": text,
                    "mission_named": flag,
                    "interfaces": refs("interface"),
                    "year": nullable(line(MissionFact, "year")),
                    "cite": cited,
                }
            )
        ),
        "time_lags": listed(
            record(
                {
                    "what": line(TimeLag, "what"),
                    "qualifier": nullable(line(TimeLag, "qualifier")),
                    "value": whole(0, 100),
                    "unit": line(TimeLag, "unit"),
                    "cite": cited,
                }
            )
        ),
        "mandate": listed(
            record(
                {
                    "document": nullable(ref("document")),
                    "mission_named": flag,
                    "provision": text,
                    "place": nullable(line(ReferenceProvision, "place")),
                    "cite": cited,
                }
            )
        ),
        "measures": refs("measure"),
        "measures_inferred": refs("measure"),
        "documents": refs("document"),
    }
)
COUNTRY = record(
    {
        "iso3": code("country", ISO3),
        "name": line(Country, "name"),
        "role": one_of(["theatre", "incidental", "background"]),
        "interfaces": refs("interface"),
        "facts": listed(text),
        "documents": refs("document"),
        "cite": cites,
    },
    {"mission_note": text},
)
DOCUMENT = record(
    {
        "symbol": code("document", SYMBOL, 40),
        "kind": line(Document, "title"),
        "date": line(Document, "date"),
        "place": nullable(line(Document, "place")),
        "footnotes": footnotes,
        "cited_for": text,
    },
    {"note": text},
)
OTHER_SOURCE = record(
    {"key": code("document", KEY, 40), "ref": line(Document, "title"), "footnotes": footnotes, "cited_for": text},
    {"note": text, "url": web_address},
)
MISSIONS = record(
    {
        "missions": listed(MISSION),
        "all_missions": listed(record({"measure": ref("measure"), "text": text, "cite": cited})),
        "countries": listed(COUNTRY),
        "regions": listed(
            record(
                {
                    "code": code("region"),
                    "name": line(Region, "name"),
                    "facts": listed(text),
                    "documents": refs("document"),
                    "cite": cited,
                }
            )
        ),
        "named_bodies": listed(
            record(
                {
                    "code": code("named body"),
                    "name": line(NamedBody, "name"),
                    "kind": line(NamedBody, "kind"),
                    "country": nullable(ref("country")),
                    "cite": cited,
                }
            )
        ),
        "documents": listed(DOCUMENT),
        "other_sources": listed(OTHER_SOURCE),
        "discrepancies_in_the_paper": listed(record({"code": code("discrepancy"), "text": text, "cite": cited})),
    }
)

QUESTION = record(
    {
        "code": code("open question"),
        "number": whole(1, 14),
        "text": text,
        "asks": text,
        "interfaces": refs("interface"),
        "measures": refs("measure"),
        "cite": cited,
    }
)
QUESTIONS = record({"discrepancies": listed(QUESTION), "questions": listed(QUESTION)})

POLICE = record(
    {
        "source": text,
        "cite": cited,
        "note": text,
        "note_cite": cited,
        "core_functions": titles("police function", number=whole(1, 2), basis=basis),
        "activities": titles(
            "police activity",
            number=whole(1, 13),
            basis=basis,
            core_function=ref("police function"),
            core_function_basis=basis,
        ),
    }
)
