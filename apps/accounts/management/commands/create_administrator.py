"""`manage.py create_administrator`: the first administrator of an empty platform.

Administrators verify organisations, and so nobody on the platform itself could make the first one.
"""

from __future__ import annotations

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from apps.accounts.models import Membership, Organisation, User
from apps.accounts.services import register_person
from apps.accounts.uscc import check_uscc
from kernel import clock
from kernel.errors import InvalidInput


class Command(BaseCommand):
    """Make a person and, where it is missing, the platform's own organisation; the password is asked for."""

    help = "Create the first platform administrator (asks for the password)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and for which organisation."""
        parser.add_argument("email")
        parser.add_argument("name", help="the administrator's name")
        parser.add_argument("--organisation", required=True, help="name of the operating organisation")
        parser.add_argument("--uscc", required=True, help="its 统一社会信用代码")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for a bad code, a known address, or a weak password; then nothing is written."""
        if User.objects.filter(email__iexact=options["email"]).exists():
            raise CommandError(f"{options['email']} has an account already.")
        try:
            code = check_uscc(options["uscc"])
        except InvalidInput as problem:
            raise CommandError(f"--uscc {options['uscc']}: {problem.message}") from problem
        password = self._password()
        self._write(options["email"], options["name"], options["organisation"], code, password)
        self.stdout.write(f"{options['email']} administers {options['organisation']}.")

    def _password(self) -> str:
        password = getpass("Password: ")
        try:
            validate_password(password)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        if getpass("Again: ") != password:
            raise CommandError("The two passwords differ.")
        return password

    @transaction.atomic
    def _write(self, email: str, name: str, organisation_name: str, code: str, password: str) -> None:
        organisation, _ = Organisation.objects.get_or_create(
            uscc=code,
            defaults={
                "name": organisation_name,
                "kind": Organisation.Kind.PLATFORM,
                "province_code": code[2:4],
                "verification": Organisation.Verification.VERIFIED,
                "verified_at": clock.now(),
            },
        )
        if organisation.kind != Organisation.Kind.PLATFORM:
            raise CommandError(f"{code} belongs to {organisation.name}, which does not operate the platform.")
        person = register_person(email=email, name=name, password=password)
        Membership.objects.create(user=person, organisation=organisation, role=Membership.Role.ADMINISTRATOR)
