"""Which certificates of a node are trusted: handshakes in memory, with real certificates."""

from __future__ import annotations

import datetime as dt
import ssl

import pytest

from tests.certificates import Authority
from themebuilder.core.certificates import Certificates

NO_IDENTIFIERS = {"has_identifiers": False}
NO_KEY_USAGE = {"has_key_usage": False}
NOT_CRITICAL = {"is_critical": False}
OLD = [
    pytest.param(NO_IDENTIFIERS, "Missing Authority Key Identifier", id="no key identifiers"),
    pytest.param(NO_KEY_USAGE, "CA cert does not include key usage extension", id="no key usage"),
    pytest.param(
        NOT_CRITICAL, "Basic Constraints of CA cert not marked critical", id="not critical"
    ),
]


def connect(served: dict, certificates: Certificates) -> None:
    """Shake hands with 127.0.0.1, which serves the certificate; `ssl.SSLError` where that fails."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(served["ssl_certfile"], served["ssl_keyfile"])
    forth, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = certificates.context.wrap_bio(back, forth, server_hostname="127.0.0.1")
    theirs = server.wrap_bio(forth, back, server_side=True)
    for end in (ours, theirs, ours):
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue


def connect_or_excuse(served: dict, certificates: Certificates) -> None:
    try:
        connect(served, certificates)
    except ssl.SSLError as error:
        if not certificates.relax_check(error):
            raise
        connect(served, certificates)


def test_a_sound_certificate_is_trusted_without_a_word(tmp_path):
    authority, said = Authority(tmp_path), []
    connect(
        authority.issue_certificate("127.0.0.1"), Certificates(str(authority.file), said.append)
    )
    assert said == []


@pytest.mark.parametrize(("flaw", "why"), OLD)
def test_an_old_authority_that_is_named_is_trusted_with_one_warning(tmp_path, flaw, why):
    authority, said = Authority(tmp_path, **flaw), []
    served = authority.issue_certificate("127.0.0.1")
    certificates = Certificates(str(authority.file), said.append)
    for _ in range(2):
        connect_or_excuse(served, certificates)
    [line] = said
    assert f"fails the strict check ({why})" in line
    assert str(authority.file) in line


@pytest.mark.parametrize(("flaw", "why"), OLD)
def test_an_old_authority_of_the_system_is_refused_with_the_way_out(
    tmp_path, flaw, why, monkeypatch
):
    authority, said = Authority(tmp_path, **flaw), []
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    certificates = Certificates("", said.append)
    with pytest.raises(ssl.SSLCertVerificationError, match=why) as refused:
        connect_or_excuse(authority.issue_certificate("127.0.0.1"), certificates)
    assert "name the authority's file in --ca-bundle" in certificates.advise(
        refused.value, "--ca-bundle"
    )
    assert said == []


@pytest.mark.parametrize("flaw", [NO_IDENTIFIERS, NO_KEY_USAGE, NOT_CRITICAL])
@pytest.mark.parametrize(
    ("signed", "why", "advice"),
    [
        ({"address": "192.0.2.1"}, "IP address mismatch", "a name of the node"),
        ({"address": "127.0.0.1", "ago": dt.timedelta(days=2)}, "has expired", "a new certificate"),
    ],
    ids=["another name", "expired"],
)
def test_names_and_dates_are_checked_for_an_old_authority_too(tmp_path, flaw, signed, why, advice):
    authority = Authority(tmp_path, **flaw)
    certificates = Certificates(str(authority.file), lambda _: None)
    with pytest.raises(ssl.SSLCertVerificationError, match=why) as refused:
        connect_or_excuse(authority.issue_certificate(**signed), certificates)
    assert advice in certificates.advise(refused.value, "--ca-bundle")


def test_connections_that_fail_at_the_same_time_are_warned_of_once(tmp_path):
    authority, said = Authority(tmp_path, **NO_IDENTIFIERS), []
    certificates = Certificates(str(authority.file), said.append)
    with pytest.raises(ssl.SSLCertVerificationError) as refused:
        connect(authority.issue_certificate("127.0.0.1"), certificates)
    assert certificates.relax_check(refused.value)
    assert certificates.relax_check(refused.value)
    assert len(said) == 1


def test_a_certificate_for_another_name_is_no_reason_to_check_less_strictly(tmp_path):
    authority, said = Authority(tmp_path), []
    certificates = Certificates(str(authority.file), said.append)
    with pytest.raises(ssl.SSLCertVerificationError) as refused:
        connect(authority.issue_certificate("192.0.2.1"), certificates)
    assert not certificates.relax_check(refused.value)
    assert said == []


def test_what_may_not_sign_is_refused_even_when_it_is_named(tmp_path):
    authority = Authority(tmp_path, has_key_usage=False, may_sign=False)
    certificates = Certificates(str(authority.file), lambda _: None)
    with pytest.raises(ssl.SSLCertVerificationError, match="invalid CA certificate") as refused:
        connect_or_excuse(authority.issue_certificate("127.0.0.1"), certificates)
    assert certificates.advise(refused.value, "--ca-bundle") == ""


def test_another_authority_is_refused_and_the_file_that_lacks_it_is_named(tmp_path):
    (tmp_path / "other").mkdir()
    other, said = Authority(tmp_path / "other", has_identifiers=False), []
    named = Authority(tmp_path, has_identifiers=False)
    certificates = Certificates(str(named.file), said.append)
    with pytest.raises(ssl.SSLCertVerificationError) as refused:
        connect_or_excuse(other.issue_certificate("127.0.0.1"), certificates)
    advice = f"{named.file} doesn't have the authority that signed it"
    assert certificates.advise(refused.value, "--ca-bundle") == advice


def test_the_nodes_own_certificate_can_be_named(tmp_path):
    served = Authority(tmp_path).issue_certificate("127.0.0.1")
    connect(served, Certificates(str(served["ssl_certfile"]), lambda _: None))


def test_an_insecure_node_may_show_any(tmp_path):
    served = Authority(tmp_path, **NO_IDENTIFIERS).issue_certificate("192.0.2.1")
    connect(served, Certificates("", lambda _: None, is_insecure=True))
