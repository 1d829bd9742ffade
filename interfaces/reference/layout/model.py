"""The layout of vocabulary.yaml, interfaces.yaml, indicators.yaml and countermeasures.yaml."""

import re

from interfaces.models import Area, Definition, Indicator, Interface, Level, Measure, MeasureEffect, Mechanism, Paper
from interfaces.reference.layout.common import (
    basis,
    cited,
    cites,
    footnotes,
    line,
    number,
    remarks,
    titles,
)
from interfaces.reference.shapes import code, flag, listed, nullable, one_of, record, ref, refs, text, whole

label = line(Level, "label")
VOCABULARY = record(
    {
        "source": record(
            {name: line(Paper, name) for name in ("title", "subtitle", "author", "kind")}
            | {"year_note": text, "year": whole(1990, 2100)}
        ),
        "citation_rules": text,
        "sections": listed(
            record({"label": code("section", re.compile(r"\S.*"), 120), "footnotes": footnotes}), at_least=1
        ),
        "definitions": listed(
            record(
                {
                    "code": code("definition"),
                    "term": line(Definition, "term"),
                    "meaning": text,
                    "basis": basis,
                    "cite": cites,
                },
                {"source": line(Definition, "source"), "note": text},
            )
        ),
        "bases": listed(basis),
        "threat_targets": titles("target", note=text),
        "directions": titles("direction"),
        "roles": titles("role"),
        "polarities": titles("polarity"),
        "scale_labels": record({"threat": listed(label, 5, 5), "response": listed(label, 5, 5), "rule": text}),
        "proxy_directions": titles("proxy direction"),
        "phases": titles("phase", cite=cited),
        "components": titles("component", named=flag),
        "state_relations": titles("state relation"),
        "motivations": listed(record({"code": code("motivation")}), at_least=1),
        "prerequisites": titles("prerequisite"),
        "confidences": listed(text),
        "pairing_confidences": titles("pairing confidence"),
    }
)

bearing = whole(0, 3)
MECHANISM = record(
    {"code": code("mechanism"), "title": line(Mechanism, "title"), "description": text, "basis": basis, "cite": cited},
    {
        "bears_on": record(
            dict.fromkeys(("peace-operation", "mandate-implementation", "host-nation-stability"), bearing)
        ),
        "bears_on_reason": text,
    },
)
INTERFACE = record(
    {
        "number": whole(1, 7),
        "code": code("interface"),
        "title": text,
        "short_title": line(Interface, "short_title"),
        "role": one_of(Interface.Role.values),
        "direction": one_of(Interface.Direction.values),
        "direction_also": listed(one_of(Interface.Direction.values)),
        "definition": text,
        "cite": cited,
        "mechanisms": listed(MECHANISM, 2, 4),
        "threat_targets": listed(
            record({"target": ref("target"), "relevance": whole(0, 3), "basis": basis, "reason": text, "cite": cites})
        ),
        "evidence": listed(
            record(
                {
                    "mission": nullable(ref("mission")),
                    "country": nullable(ref("country")),
                    "mission_named": flag,
                    "fact": text,
                    "cite": cited,
                }
            )
        ),
    }
)
INTERFACES = record({"notes": remarks(), "interfaces": listed(INTERFACE)})

INDICATOR = record(
    {
        "code": code("indicator"),
        "number": number,
        "interface": ref("interface"),
        "mechanism": ref("mechanism"),
        "title": line(Indicator, "title"),
        "question": text,
        "why": text,
        "scale": listed(record({"level": whole(0, 4), "descriptor": text})),
        "polarity": one_of(Indicator.Polarity.values),
        "phases": refs("phase", at_least=1),
        "applies_when": nullable(text),
        "evidence": listed(record({"look_for": text, "holder": refs("component", at_least=1)}), at_least=1),
        "proxy": nullable(
            record(
                {
                    "name": line(Indicator, "proxy_name"),
                    "unit": line(Indicator, "proxy_unit"),
                    "direction": one_of(Indicator.ProxyDirection.values),
                }
            )
        ),
        "basis": basis,
        "cite": cited,
    }
)
INDICATORS = record({"indicators": listed(INDICATOR)})

EXAMPLE = record(
    {
        "mission": nullable(ref("mission")),
        "country": nullable(ref("country")),
        "detail": text,
        "mission_named": flag,
    },
    {"all_missions": flag},
)
MEASURE = record(
    {
        "number": number,
        "code": code("measure"),
        "title": line(Measure, "title"),
        "description": text,
        "examples": listed(EXAMPLE, at_least=1),
        "pairing": record({"confidence": one_of(Measure.Pairing.values), "note": text}),
        "interfaces": listed(
            record(
                {
                    "interface": ref("interface"),
                    "strength": whole(1, 3),
                    "effect": one_of(MeasureEffect.Effect.values),
                }
            ),
            at_least=1,
        ),
        "components": refs("component", at_least=1),
        "police_activities": refs("police activity"),
        "motivations": record({"suits": refs("motivation"), "unsuited": refs("motivation")}),
        "phases": refs("phase", at_least=1),
        "prerequisites": refs("prerequisite"),
        "risks": listed(record({"text": text, "basis": basis, "cite": cites})),
    },
    {"title_note": text},
)
COUNTERMEASURES = record(
    {
        "table_note": text,
        "cite": cited,
        "areas": listed(
            record(
                {
                    "number": whole(1, 15),
                    "code": code("area"),
                    "title": line(Area, "title"),
                    "cite": cited,
                    "measures": listed(MEASURE, at_least=1),
                },
                {"title_note": text},
            )
        ),
        "trades": listed(
            record(
                {
                    "trades": refs("illicit economy", at_least=1),
                    "measures": refs("measure", at_least=1),
                    "how": text,
                    "basis": basis,
                    "cite": cites,
                }
            )
        ),
        "reading_notes": remarks(),
    }
)
