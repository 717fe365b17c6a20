"""URLs as users write them, and as attackers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formaops.egress.failures import Refused
from formaops.egress.policy import Policy
from formaops.egress.targets import parse

PUBLIC = Policy()


@pytest.mark.parametrize(
    ("url", "origin", "asked"),
    [
        ("https://example.com", ("https", "example.com", 443), "https://example.com/"),
        ("HTTPS://Hooks.Example.COM:8443/a/b?c=d#e", ("https", "hooks.example.com", 8443), None),
        (
            "https://example.com/%2e%2e/a%20b?x=%26",
            ("https", "example.com", 443),
            "https://example.com/%2e%2e/a%20b?x=%26",
        ),
        ("https://xn--bcher-kva.example/", ("https", "xn--bcher-kva.example", 443), None),
        ("https://_dmarc.example.com", ("https", "_dmarc.example.com", 443), None),
        ("https://93.184.216.34/", ("https", "93.184.216.34", 443), None),
        ("https://[2606:2800:220:1::1]:8443/", ("https", "2606:2800:220:1::1", 8443), None),
        ("https://example.com?a=b", ("https", "example.com", 443), "https://example.com/?a=b"),
    ],
)
def test_these_can_be_asked(url: str, origin: tuple[str, str, int], asked: str | None) -> None:
    target = parse(url, PUBLIC)
    assert target.origin == origin
    assert (target.url.scheme, target.url.raw_host, target.url.port) == origin
    assert asked is None or str(target.url) == asked


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "begin"),
        ("example.com", "begin"),
        ("//example.com", "begin"),
        ("ftp://example.com", "begin"),
        ("file:///etc/passwd", "begin"),
        ("gopher://example.com", "begin"),
        ("https:/example.com", "begin"),
        ("https:\\\\example.com", "begin"),
        ("https://example.com\\@evil.example/", "begin"),
        ("http://example.com", "not https"),
        ("https://", "no host"),
        ("https://:443/", "no host"),
        ("https://user@example.com", "user"),
        ("https://user:pass@example.com", "user"),
        ("https://example.com@169.254.169.254/", "user"),
        ("https://@example.com", "user"),
        ("https://exa mple.com", "white space"),
        ("https://example.com/a b", "white space"),
        ("https://example.com/\r\nx: y", "white space"),
        (" https://example.com", "white space"),
        ("https://example.com/\x00", "white space"),
        ("https://bücher.example/", "Punycode"),
        ("https://①②⑦.⓪.⓪.①/", "Punycode"),
        ("https://exam。ple.com/", "Punycode"),
        ("https://2130706433/", "usual IP"),
        ("https://0x7f000001/", "usual IP"),
        ("https://0x7f.1/", "usual IP"),
        ("https://017700000001/", "usual IP"),
        ("https://0177.0.0.1/", "usual IP"),
        ("https://127.1/", "usual IP"),
        ("https://127.0.0.1.1/", "usual IP"),
        ("https://1.2.3.256/", "usual IP"),
        ("https://1.2.3.0x4/", "usual IP"),
        ("https://[fe80::1%25eth0]/", "no host"),
        ("https://[fe80::1%eth0]/", "no host"),
        ("https://[::1/", "no host"),
        ("https://::1/", "no host"),
        ("https://[:::1]/", "usual IP"),
        ("https://[12345::1]/", "usual IP"),
        ("https://[v1.a]/", "no host"),
        ("https://example.com./", "no name"),
        ("https://example..com/", "no name"),
        ("https://.example.com/", "no name"),
        ("https://-a.example.com/", "no name"),
        ("https://a%2eb.example.com/", "no name"),
        ("https://a,b.example.com/", "no name"),
        (f"https://{'a' * 64}.example.com/", "no name"),
        (f"https://{'a.' * 130}example.com/", "no name"),
        ("https://localhost/", "no dot"),
        ("https://metadata/", "no dot"),
        ("https://example.com:0/", "Port 0"),
        ("https://example.com:22/", "Port 22"),
        ("https://example.com:25/", "Port 25"),
        ("https://example.com:1023/", "Port 1023"),
        ("https://example.com:65536/", "Port 65536"),
        ("https://example.com:/", "no host"),
        ("https://example.com:+443/", "no host"),
        ("https://example.com:443:443/", "no host"),
        ("https://example.com:4٣/", "Punycode"),
        (f"https://example.com/{'a' * 2048}", "longer"),
    ],
)
def test_these_are_refused(url: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        parse(url, PUBLIC)


@given(
    st.text(max_size=60).map("https://".__add__)
    | st.from_regex(r"https://[a-z0-9.:@\[\]\\/?#%-]{1,40}", fullmatch=True)
)
def test_whatever_is_written_the_host_asked_is_the_host_checked(url: str) -> None:
    try:
        target = parse(url, PUBLIC)
    except Refused:
        return
    assert (target.url.scheme, target.url.raw_host, target.url.port) == target.origin
    assert target.url.user is target.url.password is None


def test_the_operator_names_hosts_addresses_and_networks() -> None:
    policy = Policy.parse("Hooks, 127.0.0.1, 10.1.0.0/16, fd00::/8, intern.example.com")
    for url in (
        "http://hooks:22/",
        "http://127.0.0.1:8000/",
        "http://10.1.2.3/",
        "http://[fd00::1]/",
        "http://intern.example.com/",
    ):
        parse(url, policy)
    for url in ("http://other:22/", "http://127.0.0.2/", "http://10.2.0.1/", "http://example.com/", "https://n8n/"):
        with pytest.raises(Refused):
            parse(url, policy)


def test_the_operator_may_allow_http() -> None:
    assert parse("http://example.com", Policy.parse("", allow_http=True)).port == 80


@pytest.mark.parametrize("allowed", ["10.0.0.1/8", "10.0.0.0/33", "a/b"])
def test_a_wrong_network_is_an_error_of_the_operator(allowed: str) -> None:
    with pytest.raises(ValueError, match=r"does not appear|host bits"):
        Policy.parse(allowed)
