"""Requests to typed addresses reach public hosts only, whatever the address looks like, and never take long."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django import Settings

from kernel import outgoing
from kernel.errors import InvalidInput
from kernel.outgoing import Unreachable, check_address, is_public, post
from tests.support.receiver import raw_server, receiving

PRIVATE = (
    "127.0.0.1 127.8.8.8 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 "
    "192.0.2.1 198.18.0.1 224.0.0.1 255.255.255.255 240.0.0.1 "
    ":: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::7f00:1 fe80::1 fc00::1 fd12::1 ff02::1 64:ff9b::7f00:1 64:ff9b::808:808 "
    "2002:7f00:1:: 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 fec0::1"
).split()
PUBLIC = "8.8.8.8 114.114.114.114 1.1.1.1 2400:3200::1 2606:4700:4700::1111".split()


@pytest.fixture
def loopback(settings: Settings) -> None:
    """Receivers on this machine may be reached."""
    settings.OUTGOING_MAY_REACH_LOOPBACK = True


@pytest.mark.parametrize("text", PRIVATE)
def test_no_address_inside_is_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_addresses_outside_are_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example.org/", "https://"),
        ("ftp://hooks.example.org/", "https://"),
        ("file:///etc/passwd", "https://"),
        ("gopher://hooks.example.org/", "https://"),
        ("//hooks.example.org/", "https://"),
        ("hooks.example.org", "https://"),
        ("", "https://"),
        ("https://", "主机名"),
        ("https:///path", "主机名"),
        ("https://user@hooks.example.org/", "用户名"),
        ("https://user:pw@hooks.example.org/", "用户名"),
        ("https://hooks.example.org:22/", "端口"),
        ("https://hooks.example.org:99999/", "端口"),
        ("https://hooks.example.org:x/", "端口"),
        ("https://[::1/", "不能识别"),
        ("https://hooks.example.org/a b", "空格"),
        ("https://hooks.example.org/\r\nX: 1", "空格"),
        ("https://hooks.example.org/\0", "空格"),
        ("https://localhost/", "内部"),
        ("https://LOCALHOST./", "内部"),
        ("https://intranet/", "内部"),
        ("https://printer.local/", "内部"),
        ("https://db.internal:8443/", "内部"),
        ("https://127.0.0.1/", "内部"),
        ("https://10.1.2.3/", "内部"),
        ("https://169.254.169.254/latest/meta-data/", "内部"),
        ("https://[::1]/", "内部"),
        ("https://[::ffff:10.0.0.1]/", "内部"),
        ("https://[fe80::1%25eth0]/", "内部"),
    ],
)
def test_an_address_that_is_never_asked_is_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as refused:
        check_address(url)
    assert "url" in refused.value.detail
    with pytest.raises(Unreachable):
        post(url, b"{}", headers={})


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.org",
        "https://hooks.example.org:8443/a?b=c",
        "https://示例.中国/推送",
        "https://8.8.8.8/",
        "https://[2400:3200::1]:4430/",
    ],
)
def test_a_public_address_is_accepted(url: str) -> None:
    check_address(url)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "017700000001"])
def test_other_spellings_of_loopback_are_found_when_they_are_resolved(host: str) -> None:
    with receiving() as receiver:
        with pytest.raises(Unreachable, match="内部"):
            post(f"https://{host}:{receiver.port}/", b"{}", headers={})
        assert receiver.received == []


def test_a_name_that_leads_inside_is_refused_and_reached_only_by_the_setting(settings: Settings) -> None:
    target = outgoing._Target(is_tls=False, host="localhost", port=1, path="/")
    with pytest.raises(Unreachable, match="内部网络的地址"):
        outgoing._resolve(target)
    settings.OUTGOING_MAY_REACH_LOOPBACK = True
    assert ipaddress.ip_address(outgoing._resolve(target)).is_loopback
    with receiving() as receiver:
        assert post(receiver.url, b"{}", headers={"X-Test": "1"}).status == 200
        settings.OUTGOING_MAY_REACH_LOOPBACK = False
        with pytest.raises(Unreachable):
            post(receiver.url, b"{}", headers={})
        assert [each.headers["x-test"] for each in receiver.received] == ["1"]


def test_the_setting_opens_loopback_and_nothing_else(loopback: None) -> None:
    for url in ("https://10.0.0.1/", "https://169.254.169.254/", "https://[fe80::1]/", "http://192.168.0.1:8080/"):
        with pytest.raises(InvalidInput, match="内部"):
            check_address(url)


def test_one_private_address_among_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the resolver's answer is set here: no public name has such an answer for a test to ask."""
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, 443)) for text in ("8.8.8.8", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: rows)
    with pytest.raises(Unreachable, match=r"10\.0\.0\.7"):
        post("https://hooks.example.org/", b"{}", headers={})


def test_the_connection_goes_to_the_address_that_was_checked(loopback: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver answers once; a second question, as a rebinding name hopes for, would fail the test."""
    asked = []

    def answer_once(host: str, port: int, **options: object) -> list[object]:
        asked.append(host)
        assert len(asked) == 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with receiving() as receiver:
        with monkeypatch.context() as patched:
            real = socket.getaddrinfo
            patched.setattr(
                socket,
                "getaddrinfo",
                lambda host, *args, **options: (
                    real(host, *args, **options) if host == "127.0.0.1" else answer_once(host, *args, **options)
                ),
            )
            assert post(f"http://hooks.example.org:{receiver.port}/", b"{}", headers={}).status == 200
        assert receiver.received[0].headers["host"] == f"hooks.example.org:{receiver.port}"


def test_chinese_words_in_an_address_arrive_as_a_browser_sends_them(loopback: None) -> None:
    with receiving() as receiver:
        assert post(f"http://localhost:{receiver.port}/推送/a%20b?单位=甲&x=1#无关", b"{}", headers={}).status == 200
    assert receiver.received[0].path == "/%E6%8E%A8%E9%80%81/a%20b?%E5%8D%95%E4%BD%8D=%E7%94%B2&x=1"


def test_a_redirect_is_an_answer_and_is_not_followed(loopback: None) -> None:
    with receiving() as inside, receiving() as receiver:
        receiver.statuses, receiver.headers = [307], {"Location": inside.url}
        assert post(receiver.url, b"{}", headers={}).status == 307
        assert inside.received == []


def test_only_the_beginning_of_an_answer_is_read(loopback: None) -> None:
    with receiving() as receiver:
        receiver.body = "很长".encode() * 1_000_000
        answer = post(receiver.url, b"{}", headers={})
    assert answer.status == 200
    assert len(answer.excerpt.encode()) <= outgoing.MOST_BYTES + 3


def test_silence_is_given_up(loopback: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "LONGEST_S", 0.5)
    with raw_server(lambda connection: time.sleep(3)) as port:
        _gives_up_within(2.5, f"http://localhost:{port}/")


def test_an_answer_drop_by_drop_is_given_up(loopback: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "LONGEST_S", 0.6)

    def drip(connection: socket.socket) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 40:
            connection.sendall(bytes([byte]))
            time.sleep(0.1)

    with raw_server(drip) as port:
        _gives_up_within(3, f"http://localhost:{port}/")


def test_a_body_drop_by_drop_keeps_its_status(loopback: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "LONGEST_S", 0.6)

    def drip(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        for _ in range(50):
            connection.sendall(b"a")
            time.sleep(0.1)

    with raw_server(drip) as port:
        began = time.monotonic()
        assert post(f"http://localhost:{port}/", b"{}", headers={}).status == 200
        assert time.monotonic() - began < 3


def _gives_up_within(seconds: float, url: str) -> None:
    began = time.monotonic()
    with pytest.raises(Unreachable, match="秒内答复"):
        post(url, b"{}", headers={})
    assert time.monotonic() - began < seconds


def test_nonsense_and_nobody_are_said_as_such(loopback: None) -> None:
    with (
        raw_server(lambda connection: connection.sendall(b"SSH-2.0-OpenSSH\r\n")) as port,
        pytest.raises(Unreachable, match="连接中断"),
    ):
        post(f"http://localhost:{port}/", b"{}", headers={})
    with pytest.raises(Unreachable, match="拒绝连接"):
        post(f"http://localhost:{port}/", b"{}", headers={})


def test_a_certificate_must_be_trusted_and_of_the_name(
    loopback: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = _certificate(tmp_path, "localhost")
    with receiving(_server_context(files)) as receiver:
        with pytest.raises(Unreachable, match="证书不可信"):
            post(receiver.url, b"{}", headers={})
        monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
        assert post(receiver.url, b"{}", headers={}).status == 200
        with pytest.raises(Unreachable, match="证书不可信"):
            post(receiver.url.replace("localhost", "127.0.0.1"), b"{}", headers={})


def _server_context(files: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return context


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate of this name that only those trust who are told to, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = (folder / "certificate.pem", folder / "key.pem")
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return paths
