"""No page takes a NUL: neither in the address nor in a form, whatever view stands behind it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kernel.errors import InvalidInput
from kernel.money import read_yuan
from tests.cast import Cast, signed_in


@pytest.mark.django_db
def test_a_nul_in_the_address_is_a_bad_request() -> None:
    address = reverse("search:results")
    assert Client().get(address, {"q": "a\0b"}).status_code == 400
    assert Client().get(address, {"q": "ab"}).status_code == 200


@pytest.mark.django_db
def test_a_nul_in_a_form_is_a_bad_request(cast: Cast) -> None:
    client = signed_in(cast.institution_member)
    fields = {"name": "课题组成员", "phone": "1\0", "language": ""}
    assert client.post(reverse("accounts:profile"), fields).status_code == 400


def test_an_amount_of_hundreds_of_digits_is_refused() -> None:
    with pytest.raises(InvalidInput):
        read_yuan("9" * 400)
