"""The paper of an edition: made once, kept, and the same bytes ever after.

The file is there first, whole, and then the row that says what it must be: whatever is interrupted leaves neither a row
without its file nor half a file. Two at once make one paper, for the row is unique and the second serves the first's.
A file that is lost or was touched is made anew, and served only if it has the hash on record again.
"""

import errno
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports import fonts, signing
from reports.models import Paper
from reports.rendering import render_edition_pdf
from targets.models import Edition

logger = logging.getLogger(__name__)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CHUNK = 500


class PaperError(Exception):
    """There is no paper to hand out now; ``told`` says why to who asked. The edition itself stands, and its hash."""

    told = _("The edition's PDF cannot be handed out now. Ask your administrator.")


class NoRoomError(PaperError):
    """The storage is full, so that a new paper could not be kept."""

    told = _("The server's storage is full, so the edition's PDF cannot be kept. Ask your administrator to make room.")


class NotStoredError(PaperError):
    """The storage cannot be written for another reason."""

    told = _("The edition's PDF cannot be stored on the server. Ask your administrator to look at the log.")


class CannotSignError(PaperError):
    """The certificate that is set cannot be used."""

    told = _("The certificate for signing cannot be used. Ask your administrator to look at the log.")


class LostError(PaperError):
    """The file is gone or was touched, and what is printed now has another hash: most likely by another press.

    Never served in its place: what people hold has the hash on record. It comes back from a backup.
    """

    told = _(
        "The stored PDF is lost or was changed, and cannot be made again exactly as it was. "
        "Ask your administrator to restore it from a backup."
    )


def paper_of(edition: Edition) -> Paper:
    """Return what is on record of the edition's paper; make, sign and store it when it is the first time.

    :raises PaperError: when it cannot be signed or stored; then there is neither file nor row.
    :raises reports.fonts.FontsNotPreparedError: when the printing faces are missing.
    """
    return Paper.objects.filter(edition=edition).first() or _make(edition)[0]


def read_paper(edition: Edition) -> bytes:
    """Return the edition's paper, of the hash on record: stored, made anew from the sealed text where it is lost.

    :raises PaperError: when there is none of that hash.
    :raises reports.fonts.FontsNotPreparedError: when it has to be printed and the faces are missing.
    """
    paper = Paper.objects.filter(edition=edition).first()
    return read(paper) if paper else _make(edition)[1]


def read(paper: Paper) -> bytes:
    """The same of a paper that is on record."""
    data, problem = _stored(paper)
    if not problem:
        return data
    logger.error("The paper %s is not as it was (%s); it is made anew.", paper.name, problem)
    return _remake(paper)


def check_stored() -> Iterator[tuple[Paper, str]]:
    """Each paper on record and what is wrong with its file, in Chinese, empty where nothing is; one at a time."""
    for paper in Paper.objects.order_by("pk").iterator(chunk_size=_CHUNK):
        yield paper, _stored(paper)[1]


@cache
def made_with() -> str:
    """What the bytes of a paper depend on besides its text: versions of the press and the faces."""
    return f"WeasyPrint {version('weasyprint')}, pydyf {version('pydyf')}, {fonts.stamp()}"


def _make(edition: Edition) -> tuple[Paper, bytes]:
    moment = timezone.now().replace(microsecond=0)
    plain = render_edition_pdf(edition.sealed, settings.SITE_URL)
    data, certificate = _signed(plain, moment)
    digest = sha256(data).hexdigest()
    name = f"{edition.fiscal_year_id}/{edition.department.code}/{digest}.pdf"
    _store(name, data)
    paper = Paper(
        edition=edition,
        name=name,
        sha256=digest,
        unsigned_sha256=sha256(plain).hexdigest(),
        size=len(data),
        made_at=moment,
        made_with=made_with(),
        site=settings.SITE_URL,
        certificate=certificate,
    )
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
    except IntegrityError:
        first = Paper.objects.filter(edition=edition).first()
        if first is None:
            raise
        if first.name != name:
            default_storage.delete(name)
        return first, read(first)
    return paper, data


def _signed(plain: bytes, moment: datetime) -> tuple[bytes, str]:
    try:
        return signing.sign(plain, moment), signing.certificate()
    except signing.NoCertificateError as error:
        logger.error("No paper can be signed: %s", error)
        raise CannotSignError from error


def _store(name: str, data: bytes) -> None:
    try:
        default_storage.save(name, ContentFile(data))
    except OSError as error:
        logger.error("The paper %s cannot be stored: %s", name, error)
        raise (NoRoomError if error.errno in _FULL else NotStoredError) from error


def _stored(paper: Paper) -> tuple[bytes, str]:
    """The file's bytes, or what is wrong with it."""
    try:
        with default_storage.open(paper.name) as file:
            data: bytes = file.read(paper.size + 1)
    except FileNotFoundError:
        return b"", "文件丢失"
    except OSError as error:
        return b"", f"文件无法读取（{error.strerror}）"
    return (data, "") if sha256(data).hexdigest() == paper.sha256 else (b"", "文件被改动，与登记的 SHA-256 不符")


def _remake(paper: Paper) -> bytes:
    plain = render_edition_pdf(paper.edition.sealed, paper.site)
    data = _signed(plain, paper.made_at)[0] if paper.certificate else plain
    if sha256(data).hexdigest() != paper.sha256:
        same = sha256(plain).hexdigest() == paper.unsigned_sha256
        why = "the certificate is another" if same else f"it was made with {paper.made_with}, now {made_with()}"
        logger.error("The paper %s cannot be made anew as it was (%s); restore it from a backup.", paper.name, why)
        raise LostError
    with suppress(PaperError):  # which is logged; what is served is right all the same
        _store(paper.name, data)
    return data
