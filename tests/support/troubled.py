"""A line to a server on which things go wrong as a test says; what it is not told to spoil it passes on."""

import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_PIECE = 64 * 1024


@dataclass(frozen=True)
class Refusal:
    """The server is not asked."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"trouble"


@dataclass(frozen=True)
class CutRequest:
    """The connection breaks after so many bytes of the request's body."""

    after: int


@dataclass(frozen=True)
class CutAnswer:
    """The connection breaks after so many bytes of the answer's body; the server has done what it was asked."""

    after: int


@dataclass(frozen=True)
class LostAnswer:
    """The server has done what it was asked, and nobody hears of it."""


@dataclass(frozen=True)
class Asked:
    number: int
    """From 1."""
    method: str
    path: str
    headers: dict[str, str]
    bytes: int


Trouble = Refusal | CutRequest | CutAnswer | LostAnswer | None


@dataclass
class Line:
    url: str
    asked: list[Asked] = field(default_factory=list)
    spoil: Callable[[Asked], Trouble] = lambda asked: None
    before: Callable[[Asked], None] = lambda asked: None
    """Called before the server is asked."""

    def every(self, times: int, trouble: Trouble) -> None:
        """Each so-many-th request has the trouble."""
        self.spoil = lambda asked: trouble if asked.number % times == 0 else None

    def once(self, method: str, trouble: Trouble) -> None:
        """The next request of that method has the trouble."""
        done = threading.Event()

        def spoil(asked: Asked) -> Trouble:
            if asked.method != method or done.is_set():
                return None
            done.set()
            return trouble

        self.spoil = spoil


@contextmanager
def line_to(upstream: str) -> Iterator[Line]:
    host = urlsplit(upstream).netloc
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20

        def pass_on(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            with lock:
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(len(line.asked) + 1, self.command, self.path, headers, length)
                line.asked.append(asked)
            trouble = line.spoil(asked)
            line.before(asked)
            if isinstance(trouble, Refusal):
                self.rfile.read(length)
                self._answer(trouble.status, list(trouble.headers.items()), trouble.body)
                return
            server = http.client.HTTPConnection(host, timeout=20)
            try:
                server.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    server.putheader(name, value)
                server.endheaders()
                left = min(length, trouble.after) if isinstance(trouble, CutRequest) else length
                while left:
                    piece = self.rfile.read(min(left, _PIECE))
                    left -= len(piece)
                    server.send(piece)
                if isinstance(trouble, CutRequest):
                    # What was sent arrives, then nothing more: not a reset, which would take it back.
                    assert server.sock
                    server.sock.shutdown(socket.SHUT_WR)
                    server.sock.settimeout(0.3)
                    with suppress(OSError):
                        server.sock.recv(1)
                    self._cut()
                    return
                answer = server.getresponse()
                body = answer.read()
            finally:
                server.close()
            if isinstance(trouble, LostAnswer):
                self._cut()
                return
            headers_back = [
                (n, v) for n, v in answer.getheaders() if n.lower() not in ("connection", "transfer-encoding")
            ]
            cut = trouble.after if isinstance(trouble, CutAnswer) else None
            self._answer(answer.status, headers_back, body, cut)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on  # noqa: N815

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes, cut: int | None = None) -> None:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() != "content-length":
                    self.send_header(name, value)
            length = next((value for name, value in headers if name.lower() == "content-length"), str(len(body)))
            if status != 204:
                self.send_header("content-length", length if self.command == "HEAD" else str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body if cut is None else body[:cut])
            if cut is not None:
                self._cut()

        def _cut(self) -> None:
            self.wfile.flush()
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, address: object) -> None:
            """A connection that a test has cut."""

    server = Server(("127.0.0.1", 0), Handler)
    line = Line(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
