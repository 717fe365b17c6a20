"""One formatter for every line of the process, whoever writes it: JSON for a log collector, or text for people.

A line has no place for what a caller or a model wrote: messages name ids, codes and counts. What slips in all the
same is held back here: anything that looks like a key or a token or is one of this process's secrets, and the messages
of exceptions, which quote the values that they stumbled over. Their classes and the places in the code are told.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import ValidationError

from formaops.telemetry import scope, spans

_SEVERITIES: Final = {"WARN": "WARNING", "FATAL": "CRITICAL", "NOTSET": "DEFAULT"}
# Their messages come from Python itself and name things of the code; those of all others may quote content.
_SPEAKS_OF_CODE: Final = (AttributeError, ImportError, NameError, NotImplementedError, OSError, TypeError)
# Bytes of a line's message: whatever is longer is no message.
_LONGEST_MESSAGE: Final = 2000
_LONGEST_TRACE: Final = 40

_LOOKS_SECRET: Final = re.compile(
    r"""(?P<key>\bfo_(?:live|test)_[0-9A-Za-z]+_)[\w-]+     # our own: the id is no secret
      | \bsb_(?:secret|publishable)_[\w-]+
      | \bwhsec_[\w+/=-]+
      | \beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?                 # a JWT
      | \b(?:sk|pk|gsk|xai|rk)[-_][\w*.-]{8,}
      | \bAIza[\w-]{20,}
      | \b(?:Bearer|Basic)\s+[^\s"',}]+
      | (?<=://)[^\s/@:]*:[^\s/@]+(?=@)                     # the password in an address
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMES_A_SECRET: Final = re.compile(r"(?:KEY|KEYS|SECRET|TOKEN|PASSWORD|HEADERS)$|^DATABASE_URL$|_DB_URL$")
_SHORTEST_SECRET: Final = 8


class Redaction:
    """Takes secrets out of a text: what looks like one, and the values of this process's own."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        values = {
            value for name, value in environ.items() if _NAMES_A_SECRET.search(name) and len(value) >= _SHORTEST_SECRET
        }
        known = "|".join(re.escape(value) for value in sorted(values, key=len, reverse=True))
        self._known = re.compile(known) if known else None

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub("[secret]", text)
        return _LOOKS_SECRET.sub(lambda found: f"{found['key'] or ''}[secret]", text)


class _Formatter(logging.Formatter):
    def __init__(self, redact: Redaction) -> None:
        super().__init__()
        self._redact = redact

    def _message(self, record: logging.LogRecord) -> str:
        try:
            message = record.getMessage()
        except Exception:
            message = str(record.msg)
        return self._redact(message[:_LONGEST_MESSAGE])

    @staticmethod
    def _ids(record: logging.LogRecord) -> dict[str, Any]:
        ids: dict[str, Any] = {**scope.current().ids(), **spans.ids()}
        return ids | getattr(record, "fields", {})

    def _exception(self, record: logging.LogRecord) -> list[str]:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        return [self._redact(line) for line in told(error)] if error else []


class JsonFormatter(_Formatter):
    """One object a line. `severity` and `time` are what Google Cloud Logging reads; other collectors take any."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "severity": _SEVERITIES.get(record.levelname, record.levelname),
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "logger": record.name,
            "message": self._message(record),
            **self._ids(record),
        }
        if exception := self._exception(record):
            line["exception"] = exception
        return json.dumps(line, default=str)


class TextFormatter(_Formatter):
    """`INFO formaops.http: POST execute-prompt 200 12 ms request_id=…`; an exception below it, line by line."""

    def format(self, record: logging.LogRecord) -> str:
        message = " ".join(self._message(record).splitlines())
        ids = "".join(f" {name}={value}" for name, value in self._ids(record).items() if name.endswith("_id"))
        return "\n    ".join([f"{record.levelname} {record.name}: {message}{ids}", *self._exception(record)])


def told(error: BaseException) -> Iterator[str]:
    """An exception and what caused it: where in the code, of which class, and the message where it is harmless."""
    causes = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
        causes.append(cause)
    for number, each in enumerate(causes):
        if number:
            yield "because of"
        for frame in traceback.extract_tb(each.__traceback__)[-_LONGEST_TRACE:]:
            yield f"{frame.filename}:{frame.lineno} {frame.name}"
        yield f"{type(each).__module__}.{type(each).__qualname__}{_harmless(each)}"


def _harmless(error: BaseException) -> str:
    if isinstance(error, ValidationError):
        faults = error.errors(include_input=False, include_url=False, include_context=False)
        return ": " + "; ".join(f"{'.'.join(map(str, fault['loc']))[:100]} {fault['type']}" for fault in faults[:20])
    if isinstance(error, _SPEAKS_OF_CODE):
        return f": {str(error)[:200]}"
    code = getattr(error, "code", None)
    return f" ({code})" if isinstance(code, str) else ""


def configure(environ: Mapping[str, str]) -> None:
    """Every logger's lines go to standard error through the formatter; INFO and above."""
    wanted = environ.get("FORMAOPS_LOG_FORMAT", "").lower()
    # Set by Cloud Run and by Cloud Functions, which run there.
    as_json = wanted == "json" or (wanted != "text" and "K_SERVICE" in environ)
    redact = Redaction(environ)
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(redact) if as_json else TextFormatter(redact))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # The clients write a line for every request that they send, with its address.
    for client in ("httpx", "httpx2", "openai", "anthropic", "google_genai"):
        logging.getLogger(client).setLevel(logging.WARNING)
    # The servers bring handlers of their own, whose lines would be of another kind.
    for server in ("uvicorn", "uvicorn.error", "uvicorn.access", "gunicorn.error"):
        logging.getLogger(server).handlers.clear()
        logging.getLogger(server).propagate = True
    logging.captureWarnings(True)
    if wanted not in ("", "json", "text"):
        logging.getLogger(__name__).warning("FORMAOPS_LOG_FORMAT is json or text, not %r; taken as unset", wanted[:20])
