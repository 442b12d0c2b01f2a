"""The seal: a key of this installation, with which packs are signed so that openssl alone can verify them."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from monitor.errors import StoreError
from monitor.keys import key_at

_PEM = serialization.Encoding.PEM
_ECDSA = ec.ECDSA(hashes.SHA256())


@dataclass(frozen=True, slots=True)
class Seal:
    """A key that signs (ECDSA on P-256, SHA-256), and what others verify it with."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(_PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data, _ECDSA)


def seal_at(path: Path) -> Seal:
    """The seal in the file at *path*, made at its first use; only its owner may read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        key = serialization.load_pem_private_key(key_at(path, _made), None)
    except OSError as error:
        raise StoreError(f"cannot use the key {path}: {error.strerror}", hint="check its directory") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise StoreError(f"{path} is no private key in PEM", hint="restore it from your backup") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise StoreError(f"{path} is no key on an elliptic curve", hint="move it away; a new one is made")
    return Seal(key)


def _made() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def fingerprint(public: bytes) -> str:
    """SHA-256 of the public key file, as sha256sum tells it."""
    return sha256(public).hexdigest()


def readable(public: bytes) -> bool:
    """Whether it is a public key at all."""
    try:
        serialization.load_pem_public_key(public)
    except (ValueError, UnsupportedAlgorithm):
        return False
    return True


def signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether *signature* is that of *data* by the owner of *public* (PEM)."""
    try:
        key = serialization.load_pem_public_key(public)
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        key.verify(signature, data, _ECDSA)
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return True
