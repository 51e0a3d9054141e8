"""Which help fits which page: the one mapping from routes to how-tos.

A route is looked up by its full name, then by its namespace. A value is ``page#section``, or a dictionary from the kind
of organisation that the reader acts for (`Actor.kind`; an auditor is `auditor`) to such a value, with ``""`` for
everybody else.
"""

from __future__ import annotations

from collections.abc import Mapping

Place = str | Mapping[str, str]

_BY_KIND: Mapping[str, str] = {
    "institution": "institution",
    "maker": "maker",
    "evaluation": "evaluation",
    "broker": "broker",
    "platform": "administrator",
    "auditor": "auditor",
    "": "start",
}


def _each(sections: Mapping[str, str], otherwise: str) -> Mapping[str, str]:
    """A place per kind where only some have a section of their own."""
    return {**dict.fromkeys(_BY_KIND, otherwise), **sections}


PLACES: Mapping[str, Place] = {
    "portal": _BY_KIND,
    "portal:rules": "glossary#verdict",
    "search": "start#look-around",
    "search:saved": "start#saved",
    "accounts": "start",
    "accounts:organisation-new": "start#organisation",
    "accounts:organisation": "start#organisation",
    "accounts:organisation-edit": "start#organisation",
    "accounts:members": "start#colleagues",
    "accounts:switch": "start#colleagues",
    "accounts:review": _each({"auditor": "auditor#read"}, "administrator#organisations"),
    "accounts:review-decide": "administrator#organisations",
    "taxonomy": "glossary#category",
    "proposals": _each({"auditor": "auditor#read"}, "administrator#names"),
    "suppliers": _each({"maker": "maker#products", "platform": "administrator#products"}, "start#look-around"),
    "suppliers:catalogue": "start#look-around",
    "suppliers:compare": "start#compare",
    "suppliers:import": "maker#import",
    "suppliers:import-detail": "maker#import",
    "suppliers:datasheets": "maker#datasheet",
    "suppliers:datasheet": "maker#datasheet",
    "suppliers:review": _each({"auditor": "auditor#read"}, "administrator#products"),
    "demands": _each({"maker": "maker#demands", "broker": "broker#leads"}, "institution#write"),
    "demands:board": _each({"maker": "maker#demands", "broker": "broker#leads"}, "institution#write"),
    "demands:review": "institution#rows",
    "demands:detail": _each({"maker": "maker#answer", "broker": "broker#leads"}, "institution#approve"),
    "matching": _each({"maker": "maker#demands", "broker": "broker#leads"}, "institution#result"),
    "matching:checkup": "institution#checkup",
    "weights": _each({"auditor": "auditor#reproduce"}, "administrator#weights"),
    "nights": _each({"auditor": "auditor#read"}, "administrator#nights"),
    "matching:share": "institution#share",
    "answers": "maker#answer",
    "trials": _each({"maker": "maker#trials", "evaluation": "evaluation#requests"}, "institution#trial"),
    "deals": _each(
        {
            "maker": "maker#deals",
            "broker": "broker#deals",
            "platform": "administrator#deals",
            "auditor": "auditor#read",
        },
        "institution#deal",
    ),
    "notifications": "start#notifications",
    "notifications:webhooks": "start#webhooks",
    "notifications:webhook": "start#webhooks",
    "notifications:webhook-new": "start#webhooks",
    "notifications:webhook-edit": "start#webhooks",
    "design": "glossary#signs",
    "handbook": "faq",
}
DEFAULT = "start"
"""Sign-in, sign-up, passwords: pages of nobody's namespace."""


def place_of(route: str, *, kind: str) -> str:
    """``page#section`` of the help for a route (``namespace:name``) and the kind of reader, else the start page."""
    place = PLACES.get(route) or PLACES.get(route.partition(":")[0]) or DEFAULT
    return place if isinstance(place, str) else place.get(kind, place[""])
