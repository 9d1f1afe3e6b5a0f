"""Signing an edition's paper (PAdES, baseline B-B) with the site's certificate, where one is set.

The same file signed at the same moment by the same RSA key has the same bytes, so that a lost paper can be made anew
and compared: what pyHanko would draw by lot or take from the clock is fixed. Nothing here needs a network. pyHanko
takes a second to load, so it is loaded at the first signature.
"""

import os
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from pyhanko.sign import SimpleSigner

FIELD = "Edition"
DEMO_NAME = "perfbudget 演示签名（非正式）"


class NoCertificateError(RuntimeError):
    """The certificate that is set cannot be used. ``str()`` of it is for the log."""


def certificate() -> str:
    """SHA-256 of the certificate that papers are signed with now, in hexadecimal; empty where none is set.

    :raises NoCertificateError: when it cannot be read.
    """
    return sha256(cast("Any", _signer().signing_cert).dump()).hexdigest() if settings.SIGNING_PKCS12 else ""


def problem() -> str:
    """What is wrong with the certificate that is set, in a sentence for the administrator; empty where nothing is."""
    if not settings.SIGNING_PKCS12 or (settings.DEMO and not Path(settings.SIGNING_PKCS12).exists()):
        return ""
    try:
        found = cast("Any", _signer().signing_cert)
    except NoCertificateError as error:
        return _("The certificate for signing cannot be used: %(problem)s") % {"problem": error}
    if found.not_valid_after < datetime.now(UTC):
        return _("The certificate for signing has expired.")
    if found.public_key.algorithm != "rsa":
        return _("The key for signing is not an RSA key: a lost PDF could not be made again exactly as it was.")
    return ""


def sign(pdf: bytes, moment: datetime) -> bytes:
    """Return the file with a signature added behind it, or as it is where no certificate is set.

    :param moment: the time of signing to be stated, to the second.
    :raises NoCertificateError: when the certificate cannot be used.
    """
    if not settings.SIGNING_PKCS12:
        return pdf
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata

    about = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signer = _signer_at(moment.replace(microsecond=0).astimezone(UTC), about, SigFieldSpec(FIELD))
    signed: bytes = signer.sign_pdf(_writer(pdf)).getvalue()
    return signed


def _signer_at(moment: datetime, about: Any, field: Any) -> Any:
    from pyhanko.sign.signers import PdfSigner

    class AtMoment(PdfSigner):
        def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = moment
            return session

    return AtMoment(about, signer=_signer(), new_field_spec=field)


def _writer(pdf: bytes) -> Any:
    from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Fixed(IncrementalPdfFileWriter):
        """Its identifier follows from the file, and the dates of the document stay: what it says is no newer."""

        @classmethod
        def _handle_id(cls, prev: Any) -> Any:
            first = ByteStringObject(prev.trailer["/ID"][0].original_bytes)
            return ArrayObject([first, ByteStringObject(sha256(pdf).digest()[:16])])

        def _update_meta(self) -> None:
            pass

    return Fixed(BytesIO(pdf))


def _signer() -> "SimpleSigner":
    path = Path(settings.SIGNING_PKCS12)
    if settings.DEMO and not path.exists():
        make_demo_certificate(path)
    password = b""
    if settings.SIGNING_PASSWORD_FILE:
        try:
            password = Path(settings.SIGNING_PASSWORD_FILE).read_bytes().rstrip(b"\r\n")
        except OSError as error:
            raise NoCertificateError(f"{settings.SIGNING_PASSWORD_FILE}: {error.strerror}") from error
    return _loaded(path, password)


@cache
def _loaded(path: Path, password: bytes) -> "SimpleSigner":
    from pyhanko.sign import SimpleSigner

    load: Any = SimpleSigner.load_pkcs12
    signer: SimpleSigner | None = load(str(path), passphrase=password or None)
    if signer is None:
        raise NoCertificateError(f"{path} cannot be read: no PKCS #12 file, or another password")
    return signer


def make_demo_certificate(path: Path) -> None:
    """Make a self-signed certificate whose name says that it is for trying out, once however many processes ask."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, DEMO_NAME)])
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only"), False
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, decipher_only=False, **usage), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    data = pkcs12.serialize_key_and_certificates(DEMO_NAME.encode(), key, made, None, serialization.NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, part = mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    try:
        os.link(part, path)  # whoever comes second leaves the first one's
    except FileExistsError:
        pass
    finally:
        Path(part).unlink()
