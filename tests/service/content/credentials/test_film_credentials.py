"""A film says who gives it, when it was made and whether a voice in it is synthetic; one changed byte of it is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

import av
import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from renderers.context import Rendition
from renderers.samples.stories import SAMPLE_STORIES
from service.content.credentials.put_on import DRAWN, SPOKEN, Said, manifest, with_credentials
from service.content.credentials.read_back import Found, read_credentials
from service.content.credentials.sign_film import signed_files
from service.content.credentials.signing_key import signing_key
from service.errors import SettingsError
from tests.conftest import forget_settings
from tests.service.content.filming import grey_film

AT = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
SAID = Said("Nora Whitfield", "Fjord & Loom", AT, False, "en")


@cache
def signed_once() -> bytes:
    return with_credentials(grey_film(), SAID)


def verdict(film: bytes) -> str:
    return read_credentials(film, signing_key()).verdict


def test_a_film_says_who_gives_it_when_it_was_made_and_that_no_voice_is_synthetic() -> None:
    assert read_credentials(signed_once(), signing_key()) == Found(
        "ours", "Nora Whitfield", "Fjord & Loom", "2026-11-30T09:30:00Z", False, "Handpicked film signer"
    )


def test_a_film_with_a_synthetic_voice_says_so_twice() -> None:
    spoken = Said("Nora Whitfield", "Fjord & Loom", AT, True, "en")
    assert read_credentials(with_credentials(grey_film(), spoken), signing_key()).has_synthetic_voice is True
    sources = [manifest(said)["assertions"][0]["data"]["actions"][0]["digitalSourceType"] for said in (spoken, SAID)]
    assert sources == [SPOKEN, DRAWN]


def test_one_flipped_byte_of_pictures_sound_index_or_manifest_is_found() -> None:
    film = signed_once()
    index, pictures, manifest_at = film.index(b"moov") + 40, film.index(b"mdat") + 400, film.index(b"Nora Whitfield")
    for at in (manifest_at, film.index(b"2026-11-30T09:30:00Z"), index, pictures, len(film) // 2, len(film) - 1):
        changed = bytearray(film)
        changed[at] ^= 1
        assert verdict(bytes(changed)) == "changed", at
    assert verdict(film) == "ours"


def test_a_film_that_is_cut_short_or_goes_on_is_changed() -> None:
    film = signed_once()
    assert [verdict(film[:-9]), verdict(film + film[-9:])] == ["changed", "changed"]


@pytest.mark.parametrize("other", [b"", b"not a film", b"\0" * 5000])
def test_what_is_no_film_has_no_credentials(other: bytes) -> None:
    assert verdict(other) == "none"


def test_a_film_without_credentials_has_none() -> None:
    assert read_credentials(grey_film(), signing_key()) == Found("none")


def test_pictures_and_sound_stay_as_they_were_and_only_the_manifest_is_a_persons() -> None:
    mine, yours = (with_credentials(grey_film(), Said(name, "Loom", AT, False, "en")) for name in ("A", "B"))
    assert mine != yours
    assert decoded(mine) == decoded(yours) == decoded(grey_film())
    assert mine[mine.index(b"mdat") :] == yours[yours.index(b"mdat") :]
    assert len(mine) - len(grey_film()) < 5_000


def test_credentials_name_nobody_who_receives_the_film() -> None:
    story = SAMPLE_STORIES["jana"]
    made = Rendition("video", {"body": ("video/mp4", grey_film()), "poster": ("image/webp", b"p")}, "words")
    files = signed_files(made, story, AT)
    film = files["body"][1]
    assert read_credentials(film, signing_key()).giver == story.sender.name
    assert files["poster"] == ("image/webp", b"p")
    for name in (story.person.full_name, story.person.given_name, story.person.company, story.gift.name):
        assert name is not None
        assert name.encode() not in film


def test_a_company_signs_with_its_own_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    here = signing_key()
    chain, key = company()
    monkeypatch.setenv("HANDPICKED_FILM_CERTIFICATE", chain)
    monkeypatch.setenv("HANDPICKED_FILM_KEY", key)
    forget_settings()
    film = with_credentials(grey_film(), SAID)
    found = read_credentials(film, signing_key())
    assert (found.verdict, found.signer) == ("ours", "Fjord & Loom films")
    assert read_credentials(film, here).verdict == "unchanged"


def test_another_installation_finds_the_film_unchanged_and_its_signer_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    film = signed_once()
    monkeypatch.setenv("HANDPICKED_SECRET_KEY", "another secret for tests only, long enough")
    forget_settings()
    assert verdict(film) == "unchanged"


@pytest.mark.parametrize(
    ("certificate", "key", "sentence"),
    [
        ("chain", "", "belong together"),
        ("", "key", "belong together"),
        ("not one", "key", "is not a certificate"),
        ("chain", "not one", "is not a private key"),
        ("chain", "other", "isn’t the key of the first certificate"),
    ],
)
def test_a_certificate_that_cannot_sign_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, certificate: str, key: str, sentence: str
) -> None:
    chain, own = company()
    given = {"chain": chain, "key": own, "other": company()[1]}
    monkeypatch.setenv("HANDPICKED_FILM_CERTIFICATE", given.get(certificate, certificate))
    monkeypatch.setenv("HANDPICKED_FILM_KEY", given.get(key, key))
    forget_settings()
    with pytest.raises(SettingsError, match=sentence):
        signing_key()


def decoded(film: bytes) -> list[int]:
    """A number for each picture, as somebody else's decoder shows them."""
    with av.open(BytesIO(film)) as container:
        return [int(np.asarray(picture.to_ndarray(), np.int64).sum()) for picture in container.decode(video=0)]


def company() -> tuple[str, str]:
    """A certificate chain and its key, PEM both, as a company's own authority would issue them."""
    above, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root, signer = named("Fjord & Loom authority"), named("Fjord & Loom films")
    now = datetime.now(UTC)
    leaf = (
        x509.CertificateBuilder()
        .subject_name(signer)
        .issuer_name(root)
        .public_key(own.public_key())
        .serial_number(77)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(False, None), True)
        .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False, False), True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), False)
        .sign(above, hashes.SHA256())
    )
    anchor = (
        x509.CertificateBuilder()
        .subject_name(root)
        .issuer_name(root)
        .public_key(above.public_key())
        .serial_number(76)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(True, 0), True)
        .add_extension(x509.KeyUsage(False, False, False, False, False, True, True, False, False), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(above.public_key()), False)
        .sign(above, hashes.SHA256())
    )
    chain = leaf.public_bytes(Encoding.PEM) + anchor.public_bytes(Encoding.PEM)
    return chain.decode(), own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def named(words: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Fjord & Loom"), x509.NameAttribute(NameOID.COMMON_NAME, words)]
    )
