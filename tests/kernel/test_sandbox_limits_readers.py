"""A reader of foreign data gets its payload, its limits, and nothing else."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kernel.sandbox import ReadingRefused, run_limited

READERS = "tests.kernel.readers"


def test_the_answer_of_a_reader_comes_back_as_json() -> None:
    assert run_limited(f"{READERS}:echo", "分辨率≥60000".encode()) == {"text": "分辨率≥60000"}


def test_what_a_reader_prints_is_no_part_of_the_answer() -> None:
    assert run_limited(f"{READERS}:print_much", b"") == "clean"


def test_a_refusal_reaches_people_in_its_own_words() -> None:
    with pytest.raises(ReadingRefused, match="表头缺少“参数名称”"):
        run_limited(f"{READERS}:refuse", b"")


def test_an_unexpected_error_counts_as_broken_data() -> None:
    with pytest.raises(ReadingRefused, match="损坏") as refusal:
        run_limited(f"{READERS}:fail", b"")
    assert refusal.value.status == 422


def test_a_reader_that_does_not_exist_is_a_programming_error() -> None:
    with pytest.raises(RuntimeError, match="no_such_function"):
        run_limited(f"{READERS}:no_such_function", b"")


def test_endless_computing_ends_with_the_processor_time() -> None:
    began = time.monotonic()
    with pytest.raises(ReadingRefused, match="用时"):
        run_limited(f"{READERS}:spin", b"", cpu_seconds=1, wall_seconds=20)
    assert time.monotonic() - began < 15


def test_waiting_ends_with_the_wall_time_and_leaves_no_process() -> None:
    began, before = time.monotonic(), _children()  # the session's worker may be among them
    with pytest.raises(ReadingRefused, match="用时"):
        run_limited(f"{READERS}:sleep", b"", wall_seconds=0.5)
    assert time.monotonic() - began < 5
    assert _children() == before


def _children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def test_memory_is_limited() -> None:
    with pytest.raises(ReadingRefused, match="内存"):
        run_limited(f"{READERS}:swallow_memory", b"", memory_mb=256)


def test_an_answer_without_end_is_refused() -> None:
    with pytest.raises(ReadingRefused, match="内存"):
        run_limited(f"{READERS}:answer_at_length", b"")


def test_a_killed_child_is_a_refusal() -> None:
    with pytest.raises(ReadingRefused):
        run_limited(f"{READERS}:kill_self", b"")


def test_no_file_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / "left-behind"
    with pytest.raises(ReadingRefused):
        run_limited(f"{READERS}:write_file", str(target).encode())
    assert not target.exists() or target.stat().st_size == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser is exempt from the limit on processes")
def test_no_process_can_be_started() -> None:
    with pytest.raises(ReadingRefused):
        run_limited(f"{READERS}:start_process", b"")


def test_no_secret_no_descriptor_and_no_django_is_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    seen = run_limited(f"{READERS}:describe_surroundings", b"")
    assert isinstance(seen, dict)
    assert "SECRET_KEY" not in seen["environment"]
    assert "DATABASE_URL" not in seen["environment"]
    assert seen["django"] is False
    assert seen["descriptors"] <= 5
