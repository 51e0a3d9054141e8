"""Requests to addresses that users have typed: to public hosts only, bounded in size and time, never redirected.

The name is resolved once, every address it has must be public, and the connection goes to the very address that was
checked: a name that answers differently the second time (DNS rebinding) gains nothing. The certificate is held against
the name. Proxies of the environment are not used.
"""

from __future__ import annotations

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

from kernel.errors import InvalidInput
from kernel.wording import Wording, worded

LONGEST_S = 10.0  # from the first packet to the last byte that is read
RESOLVE_S = 5.0
MOST_BYTES = 4096  # of the answer; the rest is not read
LOWEST_FREE_PORT = 1024
HTTPS = 443
_UNICAST = ipaddress.ip_network("2000::/3")
_TUNNELS = (
    ipaddress.ip_network("2001::/32"),
    ipaddress.ip_network("2002::/16"),
)  # an IPv4 address inside: Teredo, 6to4
_HOME_SUFFIXES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreachable(Exception):
    """No answer was had; the wording says why, in the language of whoever reads it."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(wording.in_source())
        self.wording = wording


@dataclass(frozen=True, slots=True)
class Answered:
    """The status of an answer and the beginning of its body as text."""

    status: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class _Target:
    is_tls: bool
    host: str
    port: int
    path: str


def check_address(url: str) -> None:
    """Raise InvalidInput for an address that is never asked, as far as it can be told without asking anybody.

    https, a host name or a public IP address, port 443 or one from 1024 on, no name or password inside.
    """
    try:
        _target(url)
    except Unreachable as problem:
        message = str(problem.wording)
        raise InvalidInput(message, detail={"url": message}) from None


def post(url: str, body: bytes, *, headers: Mapping[str, str]) -> Answered:
    """Send the body and return the answer, whatever its status; a redirect is an answer like others, not followed.

    Raises Unreachable: an address that is refused, a name without address or with one that is not public, no
    connection, a bad certificate, no answer within LONGEST_S.
    """
    target = _target(url)
    connection = _Connection(target, _resolve(target))
    alarm = threading.Timer(LONGEST_S, connection.give_up)
    alarm.daemon = True
    alarm.start()
    try:
        connection.request("POST", target.path, body, {**headers, "Accept-Encoding": "identity", "Connection": "close"})
        response = connection.getresponse()
        return Answered(response.status, _beginning(response))
    except (OSError, http.client.HTTPException) as problem:
        raise Unreachable(_too_slow() if connection.has_given_up else _why(problem)) from problem
    finally:
        alarm.cancel()
        connection.close()


def _beginning(response: http.client.HTTPResponse) -> str:
    """What the answer begins with; the status counts even where the body breaks off."""
    try:
        return response.read(MOST_BYTES).decode("utf-8", "replace").replace("\0", "")
    except (OSError, http.client.HTTPException):
        return ""


# ---- the address --------------------------------------------------------------------------------------------------


def _target(url: str) -> _Target:
    parts = _split(url)
    host = (parts.hostname or "").rstrip(".")
    try:
        port = parts.port or (HTTPS if parts.scheme == "https" else 80)
        host = host if ":" in host else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        raise _refusal(url, worded("主机名或端口不能识别。")) from None
    if not host or parts.username is not None or parts.password is not None:
        raise _refusal(url, worded("地址里要有主机名，且不能含用户名或密码。"))
    if port != HTTPS and port < LOWEST_FREE_PORT:
        raise _refusal(url, worded("端口只能是 443 或 1024 以上。"))
    _check_host(url, host)
    path = iri_to_uri(parts.path or "/")  # Chinese words go percent-encoded, as browsers send them
    query = iri_to_uri(parts.query)
    return _Target(parts.scheme == "https", host, port, f"{path}?{query}" if query else path)


def _split(url: str) -> SplitResult:
    if any(char.isspace() or not char.isprintable() for char in url):
        raise _refusal(url, worded("地址里不能有空格或不可见的字符。"))
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _refusal(url, worded("主机名或端口不能识别。")) from None
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.OUTGOING_MAY_REACH_LOOPBACK):
        raise _refusal(url, worded("只接受以 https:// 开头的地址。"))
    return parts


def _check_host(url: str, host: str) -> None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        is_home = "." not in host or host.lower().endswith(_HOME_SUFFIXES)
        if is_home and not settings.OUTGOING_MAY_REACH_LOOPBACK:
            raise _refusal(url, worded("这是内部网络里的名字，平台只向公网地址推送。")) from None
        return
    if not _may_be_reached(address):
        raise _refusal(url, worded("这是内部网络的地址，平台只向公网地址推送。"))


def _refusal(url: str, why: Wording) -> Unreachable:
    return Unreachable(worded("不能推送到“%(url)s”：%(why)s", url=url[:100], why=why))


# ---- where it really leads ----------------------------------------------------------------------------------------


def is_public(address: Address) -> bool:
    """Whether the address is one host of the public internet: not private, loopback, link-local, shared or multicast.

    An IPv6 address that carries an IPv4 address inside (mapped, Teredo, 6to4, NAT64) never is: it may lead anywhere.
    """
    if isinstance(address, ipaddress.IPv6Address) and (
        address not in _UNICAST or any(address in tunnel for tunnel in _TUNNELS)
    ):
        return False
    return address.is_global and not address.is_multicast


def _may_be_reached(address: Address) -> bool:
    return is_public(address) or (settings.OUTGOING_MAY_REACH_LOOPBACK and address.is_loopback)


def _resolve(target: _Target) -> str:
    """The first address of the name, all of which are public. Raises Unreachable."""
    found = _lookup(target)
    refused = [text for text in found if not _may_be_reached(ipaddress.ip_address(text))]
    if refused:
        raise Unreachable(
            worded(
                "%(host)s 指向内部网络的地址 %(address)s，平台只向公网地址推送。", host=target.host, address=refused[0]
            )
        )
    return found[0]


def _lookup(target: _Target) -> list[str]:
    # getaddrinfo knows no time limit; the thread that waits for it ends by itself.
    answers: queue.Queue[list[str]] = queue.Queue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            rows = []
        answers.put([str(row[4][0]).partition("%")[0] for row in rows])

    threading.Thread(target=ask, daemon=True).start()
    with suppress(queue.Empty):
        if found := answers.get(timeout=RESOLVE_S):
            return found
    raise Unreachable(worded("查不到 %(host)s 的地址。", host=target.host))


class _Connection(http.client.HTTPConnection):
    """A connection to one checked address under the host's name, that can be given up from another thread."""

    def __init__(self, target: _Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=LONGEST_S)
        self._target = target
        self._address = address
        self._wire: socket.socket | None = None
        self.has_given_up = False

    def connect(self) -> None:
        """Called by http.client: to the address that was checked, never to the name."""
        self.sock = self._wire = socket.create_connection((self._address, self._target.port), timeout=LONGEST_S)
        if self._target.is_tls:
            context = ssl.create_default_context()
            self.sock = self._wire = context.wrap_socket(
                self.sock, server_hostname=self._target.host, do_handshake_on_connect=False
            )
            self._wire.do_handshake()
        if self.has_given_up:
            raise TimeoutError

    def give_up(self) -> None:
        """Wake whoever waits on the socket: drop by drop a peer could hold a plain timeout off for ever."""
        self.has_given_up = True
        if self._wire is not None:
            with suppress(OSError):
                # The plain shutdown: that of an SSL socket takes the object away under the reading thread.
                socket.socket.shutdown(self._wire, socket.SHUT_RDWR)


def _why(problem: Exception) -> Wording:
    if isinstance(problem, ssl.SSLCertVerificationError):
        return worded("证书不可信：%(reason)s", reason=problem.verify_message)
    if isinstance(problem, TimeoutError):
        return _too_slow()
    if isinstance(problem, ConnectionRefusedError):
        return worded("对方拒绝连接。")
    return worded("连接中断：%(reason)s", reason=str(problem)[:120] or type(problem).__name__)


def _too_slow() -> Wording:
    return worded("没有在 %(seconds)d 秒内答复。", seconds=int(LONGEST_S))
