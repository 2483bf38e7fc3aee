"""However a private address is spelled, it is refused; what is accepted means what it says."""

from __future__ import annotations

import pytest

from service.egress.read_url import PrivateAddress, Target, may_reach, read_url
from service.errors import InvalidInput

PRIVATE = (
    "https://127.0.0.1/", "https://127.0.0.1:8443/hooks", "https://127.1/", "https://127.0.1/", "https://127.255.255.254/",
    "https://0.0.0.0/", "https://0/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/", "https://0x7f.1/",
    "https://0177.0.0.1/", "https://017700000001/", "https://127.0.0.01/", "https://127.000.000.001/", "https://127.0.0.1./",
    "https://10.0.4.7/hooks", "https://10.255.255.255/", "https://012.0.0.1/", "https://0xa.0.0.1/", "https://167772161/",
    "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.0.1/", "https://192.168.1/", "https://0300.0250.0.1/",
    "https://169.254.169.254/latest/meta-data/", "https://0xa9fea9fe/", "https://2852039166/", "https://100.64.0.1/",
    "https://192.0.0.1/", "https://192.88.99.1/", "https://198.18.0.1/", "https://224.0.0.1/", "https://240.0.0.1/",
    "https://255.255.255.255/", "https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://a.localhost/",
    "https://printer.local/", "https://metadata.google.internal/", "https://intranet/", "https://db.corp/", "https://nas.lan/",
    "https://[::1]/", "https://[0:0:0:0:0:0:0:1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/", "https://[::ffff:0:127.0.0.1]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/",
    "https://[fe80::1%eth0]/", "https://[fc00::1]/", "https://[fd12:3456:789a::1]/", "https://[fec0::1]/", "https://[ff02::1]/",
    "https://[64:ff9b::7f00:1]/", "https://[64:ff9b::10.0.0.1]/", "https://[64:ff9b:1::a00:1]/", "https://[2002:7f00:1::]/",
    "https://[2002:0a00:0001::1]/", "https://[2001:0:7f00:1::]/", "https://[2001:db8::1]/", "https://[100::1]/",
    "https://[2a00:1450::5efe:10.0.0.1]/", "https://[2a00:1450::200:5efe:a00:1]/", "https://[::1%lo]/",
    "https://①②⑦.⓪.⓪.①/", "https://127。0。0。1/", "https://１２７.0.0.1/", "https://%31%32%37.0.0.1/", "https://loc%61lhost/",
    "https://hooks.example.com@127.0.0.1/", "https://127.0.0.1#@hooks.example.com/", "https://hooks.example.com\\@127.0.0.1/",
    "https://127.0.0.1\\.hooks.example.com/", "https://127.0.0.1\t/", "https://\n127.0.0.1/", "https:///127.0.0.1/",
    "https:127.0.0.1/", "https://[127.0.0.1]/", "https://127.0.0.1:0/", "https://ⓛocalhost/", "https://localhoſt/",
)  # fmt: skip


def test_private_addresses_are_refused_in_more_than_sixty_spellings() -> None:
    assert len(set(PRIVATE)) >= 60
    let_through = []
    for url in PRIVATE:
        try:
            let_through.append((url, read_url(url)))
        except InvalidInput as refused:
            assert (refused.param, bool(refused.sentence)) == ("url", True)
    assert let_through == []


def test_a_private_address_is_named_with_what_to_do() -> None:
    with pytest.raises(PrivateAddress) as refused:
        read_url("https://10.0.4.7/hooks")
    assert refused.value.sentence == "10.0.4.7 is inside a private network. Use an address the internet can reach."


@pytest.mark.parametrize(
    ("url", "target", "shown"),
    [
        ("https://crm.fjordloom.example", Target("crm.fjordloom.example", 443, "/"), "crm.fjordloom.example"),
        ("https://CRM.example.com/In?key=1", Target("crm.example.com", 443, "/In?key=1"), "crm.example.com/In"),
        ("https://hooks.example.com:8443/a/", Target("hooks.example.com", 8443, "/a/"), "hooks.example.com:8443/a"),
        ("https://příklad.example/x", Target("xn--pklad-zsa96e.example", 443, "/x"), "xn--pklad-zsa96e.example/x"),
        ("https://93.184.216.34/", Target("93.184.216.34", 443, "/"), "93.184.216.34"),
        ("https://[2A00:1450:4001::200e]/x", Target("2a00:1450:4001::200e", 443, "/x"), "[2a00:1450:4001::200e]/x"),
    ],
)
def test_an_address_is_read_in_its_parts(url: str, target: Target, shown: str) -> None:
    assert (read_url(url), read_url(url).shown) == (target, shown)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://hooks.example.com/", "Write the whole address, beginning with https://."),
        ("ftp://hooks.example.com/", "Write the whole address, beginning with https://."),
        ("", "Write the whole address, beginning with https://."),
        ("https://hooks.example.com:22/", "Use port 443, or one from 1024 to 65535."),
        ("https://hooks.example.com:99999/", "Use port 443, or one from 1024 to 65535."),
        ("https://anna:secret@hooks.example.com/", "Leave out user and password: every message is signed instead."),
        ("https://hooks.example.com/a#b", "Leave out what stands from # on."),
        ("https://hooks..example.com/", "This name can’t be on the internet. Check its spelling."),
        ("https://" + "a" * 64 + ".example.com/", "This name can’t be on the internet. Check its spelling."),
        ("https://hooks.example.com/" + "a" * 500, "An address has at most 500 characters."),
    ],
)
def test_what_is_no_address_is_told_what_is_wrong_with_it(url: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_url(url)
    assert refused.value.sentence == sentence


def test_a_network_that_whoever_runs_this_has_named_may_be_reached_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HANDPICKED_WEBHOOK_NETWORKS", "10.0.4.0/24")
    assert read_url("https://10.0.4.7/hooks") == Target("10.0.4.7", 443, "/hooks")
    assert [may_reach(one) for one in ("10.0.4.7", "10.0.5.7", "127.0.0.1", "93.184.216.34")] == [
        True, False, False, True,
    ]  # fmt: skip
