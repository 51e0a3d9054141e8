"""Sound files of Office, WPS, browsers and typesetters are accepted in the request and read in the limited child."""

from __future__ import annotations

import io

import pytest

from apps.demands.reading.child import READ_DOCUMENT, from_json
from kernel.sandbox import run_limited
from kernel.uploads import DOCUMENTS, check_file
from tests.documents.good_files import GOOD


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_accepted_and_read(name: str) -> None:
    data = GOOD[name]()
    kind = check_file(io.BytesIO(data), kinds=DOCUMENTS, name=name)
    assert kind in DOCUMENTS
    tender = from_json(run_limited(READ_DOCUMENT, data))
    assert sum(len(block.text) for block in tender.blocks) > 8


def test_there_are_enough_of_them() -> None:
    assert len(GOOD) >= 30
