"""docker-compose.yml: whatever hosts one makes of it, every queue has a worker, and every service is on some host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.worker import queues_of_this_worker

COMPOSE = Path(__file__).resolve().parents[2] / "docker-compose.yml"
PROFILES = {"one", "data", "web", "families", "replica"}
Host = tuple[str, Mapping[str, str]]
"""A profile, and what the host's .env says."""


def _services() -> Mapping[str, Any]:
    services: Mapping[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    return services


def _served(hosts: Iterable[Host], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The queues that the workers of these hosts listen to."""
    return {
        queue
        for profile, says in hosts
        for service in _services().values()
        if profile in service["profiles"] and "worker" in (service.get("command") or [])
        for queue in _queues(service, says, monkeypatch)
    }


def _queues(service: Mapping[str, Any], says: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    command = service["command"]
    if "--queues" in command:
        return str(command[command.index("--queues") + 1]).split(",")
    with monkeypatch.context() as env:
        for name in ("YIQIAO_FAMILIES", "YIQIAO_FAMILY_WORK"):
            env.setenv(name, _said(service["environment"][name], says))
        return [queue.name for queue in queues_of_this_worker()]


def _said(written: str, says: Mapping[str, str]) -> str:
    """`${NAME:-default}` by the host's .env."""
    name, _, default = written.removeprefix("${").removesuffix("}").partition(":-")
    return says.get(name, default) if written.startswith("${") else written


def _all_queues(groups: int, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    monkeypatch.setenv("YIQIAO_FAMILY_GROUPS", str(groups))
    return {queue.name for queue in queues_of_this_worker()}


def test_one_machine_serves_every_queue_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    every = _all_queues(1, monkeypatch)
    served = _served([("one", {})], monkeypatch)
    assert every - served == {"runs-0"}  # with one group no run goes there (nights.families.run_topic_of)


def test_several_machines_serve_every_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    every = _all_queues(3, monkeypatch)
    hosts: list[Host] = [
        ("data", {}),
        ("web", {}),
        ("families", {"YIQIAO_FAMILIES": "0,2"}),
        ("families", {"YIQIAO_FAMILIES": "1"}),
    ]
    assert _served(hosts, monkeypatch) == every
    assert _served(hosts[:-1], monkeypatch) == every - {"runs-1", "night-1"}


def test_every_service_has_its_profile_and_every_volume_is_named() -> None:
    services = _services()
    assert {profile for service in services.values() for profile in service["profiles"]} == PROFILES
    volumes = {
        volume.partition(":")[0]
        for service in services.values()
        for volume in service.get("volumes", ())
        if not volume.startswith(("/", "."))
    }
    assert volumes == set(yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["volumes"])


def test_what_a_service_waits_for_is_on_its_host_or_not_required() -> None:
    services = _services()
    for name, service in services.items():
        for other, how in (service.get("depends_on") or {}).items():
            on_every_host = set(service["profiles"]) <= set(services[other]["profiles"])
            assert on_every_host or how["required"] is False, f"{name} needs {other}"
