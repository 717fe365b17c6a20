"""What may be asked: anything public by https, and what the operator has named."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from formaops.egress.addresses import Address, Network, is_public

_PORTS = frozenset({80, 443})
_FIRST_USER_PORT = 1024


@dataclass(frozen=True, slots=True)
class Policy:
    """`hosts` may be any, under any port, by http too; so may `networks`, when they are named by address.

    A name that resolves into one of the `networks` may be asked as if that were public.
    """

    allow_http: bool = False
    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, allowed: str, *, allow_http: bool = False) -> "Policy":
        """From names, addresses and networks (CIDR), divided by commas. Raises ValueError for a wrong network."""
        hosts, networks = set(), []
        for entry in filter(None, (part.strip().lower() for part in allowed.split(","))):
            if "/" in entry or _is_address(entry):
                networks.append(ip_network(entry))
            else:
                hosts.add(entry)
        return cls(allow_http, frozenset(hosts), tuple(networks))

    def names(self, host: str) -> bool:
        """Whether the operator has named this host, or this address."""
        return host in self.hosts or (_is_address(host) and self._includes(ip_address(host)))

    def bears_port(self, host: str, port: int) -> bool:
        """Below 1024 are services that are no web servers, and that take a request for something else."""
        return port in _PORTS or port >= _FIRST_USER_PORT or self.names(host)

    def bears_address(self, host: str, address: Address) -> bool:
        return is_public(address) or host in self.hosts or self._includes(address)

    def _includes(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
