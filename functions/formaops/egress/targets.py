"""A URL as a user gave it, taken apart once: nobody after us reads it again and finds another host in it."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from yarl import URL

from formaops.egress.failures import Refused
from formaops.egress.policy import Policy

_LONGEST = 2048
_PARTS = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#\\]*)(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?", re.IGNORECASE
)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[^\[\]:@]+)(?::(?P<port>[0-9]{1,5}))?", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# What resolvers take for a number, whatever it looks like: 2130706433, 0x7f000001, 0177.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    scheme: str
    host: str
    """A name in lower case, or an address without brackets."""
    port: int
    path: str
    query: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def url(self) -> URL:
        return URL.build(
            scheme=self.scheme,
            host=f"[{self.host}]" if ":" in self.host else self.host,
            port=self.port,
            path=self.path,
            query_string=self.query,
            encoded=True,
        )


def parse(url: str, policy: Policy) -> Target:
    """The target of the URL. Raises Refused for what is no plain http(s) URL, or is refused by its letters alone."""
    if len(url) > _LONGEST:
        raise Refused(f"The URL is longer than {_LONGEST} characters.")
    if not all("!" <= character <= "~" for character in url):
        raise Refused("The URL has white space or letters that are not ASCII: names are written in Punycode (xn--…).")
    parts = _PARTS.fullmatch(url)
    if parts is None:
        raise Refused("The URL does not begin with https:// and a host.")
    if "@" in parts["authority"]:
        raise Refused("The URL has a user or a password in it.")
    authority = _AUTHORITY.fullmatch(parts["authority"])
    if authority is None:
        raise Refused("The URL has no host, or one that cannot be read.")
    scheme = parts["scheme"].lower()
    host = _host(authority["host"].lower(), policy)
    port = int(authority["port"] or _DEFAULT_PORTS[scheme])
    if scheme == "http" and not (policy.allow_http or policy.names(host)):
        raise Refused("The URL is not https.")
    if not (0 < port < 65536 and policy.bears_port(host, port)):
        raise Refused(f"Port {port} is not allowed: 443, 80, or 1024 and above.")
    return Target(scheme, host, port, parts["path"] or "/", parts["query"] or "")


def _host(host: str, policy: Policy) -> str:
    if host.startswith("["):
        return _address(IPv6Address, host[1:-1])
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _address(IPv4Address, host)
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise Refused("The URL's host is no name that the DNS has.")
    if len(labels) == 1 and not policy.names(host):
        raise Refused("The URL's host has no dot: such names are of a network of our own.")
    return host


def _address(kind: type[IPv4Address] | type[IPv6Address], text: str) -> str:
    try:
        return str(kind(text))
    except ValueError as error:
        raise Refused("The URL's host is a number that is no usual IP address.") from error
