"""Somebody who receives webhooks, and misbehaves as the address says."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook


@dataclass(frozen=True)
class Message:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> dict[str, Any]:
        """The event. Raises WebhookVerificationError unless it is signed with the secret, now."""
        event: dict[str, Any] = Webhook(secret).verify(self.body, self.headers)
        return event


@dataclass
class Receiver:
    port: int = 0
    messages: list[Message] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str) -> str:
        """`ok`, `fails-<n>` n times, `gone`, `moved`, `huge`, `closes`, `slow`; after a slash a test's own."""
        return f"http://127.0.0.1:{self.port}/{path}"

    def heard(self, path: str) -> list[Message]:
        return [message for message in self.messages if message.path == f"/{path}"]

    def hear(self, message: Message) -> int:
        """How often this address has been asked now."""
        with self._lock:
            self.messages.append(message)
            return len(self.heard(message.path[1:]))


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        times = self.receiver.hear(Message(self.path, headers, self.rfile.read(length)))
        way, _, number = self.path[1:].partition("/")[0].partition("-")
        if way == "fails" and times <= int(number):
            self._answer(500)
        elif way == "gone":
            self._answer(410)
        elif way == "moved":
            self._answer(302, location="http://169.254.169.254/latest/meta-data")
        elif way == "closes":
            self.close_connection = True
        else:
            if way == "slow":
                time.sleep(5)
            self._answer(200, b"x" * (10_000_000 if way == "huge" else 2))

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, *_: Any) -> None:
        """Nowhere."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked went away before the end."""


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    receiver = Receiver()
    handler = type("Handler", (_Handler,), {"receiver": receiver})
    with _Server(("127.0.0.1", port), handler) as server:
        receiver.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield receiver
        server.shutdown()
        thread.join()
