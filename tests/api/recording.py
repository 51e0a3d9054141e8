"""Records exchanges with the API as they really happen, in a form that is the same at every run."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from django.http import HttpResponse

from tests.api.asking import V1, Api

_TIME = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+08:00|Z)")
_TOKEN = re.compile(r'"token": "[a-z0-9]{20,}"')
_YEAR = re.compile(r"\b(XQ|SY|DJ)-20\d\d-")
_ADDRESS_OF_MAKER = re.compile(r"user\d+@")
_MILLISECONDS = re.compile(r'("duration_ms": )\d+')


@dataclass
class Recorder:
    """Collects exchanges. Ids are what the database gives: the tests that record begin all sequences anew."""

    title: str
    introduction: str
    parts: list[str] = field(default_factory=list)

    def ask(self, api: Api, words: str, method: str, path: str, body: object = None) -> HttpResponse:
        """Ask, and note the question and the answer under a heading."""
        answer = api.ask(method, path, body)
        question = f"{method} {V1}{path} HTTP/1.1\nAuthorization: Token …\n"
        if body is not None:
            question += f"Content-Type: application/json\n\n{_pretty(body)}\n"
        reply = f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}\n"
        if answer.content:
            reply += f"Content-Type: application/json\n\n{_pretty(json.loads(answer.content))}\n"
        self.parts.append(f"## {words}\n\n```http\n{question}```\n\n```http\n{reply}```\n")
        return answer

    def document(self) -> str:
        """The whole page."""
        text = f"# {self.title}\n\n{self.introduction}\n\n" + "\n".join(self.parts)
        text = _TOKEN.sub('"token": "3h7q0f6m2v9k1c8x5b4n7a0s6d3f9g2j"', _TIME.sub("2026-11-20T09:30:00+08:00", text))
        text = _MILLISECONDS.sub(r"\g<1>12", _ADDRESS_OF_MAKER.sub("person@", text))
        return _YEAR.sub(r"\1-2026-", text)


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
