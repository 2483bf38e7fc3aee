"""The key that films are signed with: the installation's own, or that of a certificate which a company brought.

The own key follows from the secret made at set-up, so every host of an installation has the same one and a backup of that secret
brings it back. Its certificate is issued by an authority of the installation's own: a program that has never heard of it finds a
film unchanged and its signer unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from service.config import settings
from service.errors import SettingsError
from service.security.keys import derive_key

_FROM: Final = datetime(2026, 1, 1, tzinfo=UTC)
_UNTIL: Final = datetime(2056, 1, 1, tzinfo=UTC)
"""The certificate's years. They are the same on every host, as all of it is."""
_USES: Final = (ExtendedKeyUsageOID.EMAIL_PROTECTION, ObjectIdentifier("1.3.6.1.5.5.7.3.36"))
"""Extended key usages that readers of content credentials accept; the second is signing documents (RFC 9336)."""
_CURVES: Final = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
_Key: TypeAlias = Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`algorithm` as C2PA names it; `chain` in PEM, the signer's own certificate first, `key` in PEM. `anchor`: the certificate, in
    PEM, that whoever checks has to trust."""

    algorithm: str
    chain: str
    key: bytes = field(repr=False)
    anchor: str


def signing_key() -> SigningKey:
    """The key in force: of a company's certificate where one was brought. Raises SettingsError where that cannot sign."""
    given = settings()
    certificate, key = given.film_certificate, given.film_key.get_secret_value()
    if certificate or key:
        return _brought(certificate, key)
    return _own(derive_key("film credentials: authority"), derive_key("film credentials: signer"))


@lru_cache(maxsize=2)
def _brought(certificate: str, key: str) -> SigningKey:
    if not (certificate and key):
        raise SettingsError(
            "HANDPICKED_FILM_CERTIFICATE and HANDPICKED_FILM_KEY belong together. Set both, or neither."
        )
    try:
        chain = x509.load_pem_x509_certificates(certificate.encode())
    except ValueError:
        raise SettingsError("HANDPICKED_FILM_CERTIFICATE is not a certificate in PEM.") from None
    try:
        private = load_pem_private_key(key.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SettingsError("HANDPICKED_FILM_KEY is not a private key in PEM without a password.") from None
    algorithm = _algorithm(private)
    if algorithm is None or not isinstance(private, _Key):
        raise SettingsError(
            "HANDPICKED_FILM_KEY can’t sign films. Use Ed25519, ECDSA on P-256, P-384 or P-521, or RSA of 2,048 bits or more."
        )
    if private.public_key() != chain[0].public_key():
        raise SettingsError(
            "HANDPICKED_FILM_KEY isn’t the key of the first certificate in HANDPICKED_FILM_CERTIFICATE."
        )
    whole = "".join(one.public_bytes(Encoding.PEM).decode() for one in chain)
    return SigningKey(algorithm, whole, _pem(private), chain[-1].public_bytes(Encoding.PEM).decode())


def _algorithm(key: object) -> str | None:
    if isinstance(key, Ed25519PrivateKey):
        return "ED25519"
    if isinstance(key, EllipticCurvePrivateKey):
        return _CURVES.get(key.curve.name)
    return "PS256" if isinstance(key, RSAPrivateKey) and key.key_size >= 2048 else None


@lru_cache(maxsize=2)
def _own(above_seed: bytes, own_seed: bytes) -> SigningKey:
    authority, signer = (Ed25519PrivateKey.from_private_bytes(seed) for seed in (above_seed, own_seed))
    above, below = _name("Handpicked films, this installation"), _name("Handpicked film signer")
    root = _certificate(above, authority.public_key(), above, authority, is_authority=True)
    leaf = _certificate(below, signer.public_key(), above, authority, is_authority=False)
    own, anchor = (one.public_bytes(Encoding.PEM).decode() for one in (leaf, root))
    return SigningKey("ED25519", own + anchor, _pem(signer), anchor)


def _certificate(
    name: x509.Name, public: Ed25519PublicKey, issuer: x509.Name, by: Ed25519PrivateKey, *, is_authority: bool
) -> x509.Certificate:
    mark = x509.SubjectKeyIdentifier.from_public_key(public)
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(int.from_bytes(mark.digest[:16], "big") >> 1 or 1)
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(mark, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if not is_authority:
        made = made.add_extension(x509.ExtendedKeyUsage(_USES), critical=False)
    return made.sign(by, None)


def _name(words: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Handpicked"), x509.NameAttribute(NameOID.COMMON_NAME, words)]
    )


def _pem(key: _Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
