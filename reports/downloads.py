"""Every file that is handed out is put on record first: no record, no file."""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from axes.helpers import get_client_ip_address
from django.http import HttpRequest

from reports.models import Archive, Download, FileKind
from reports.models.downloads import SEPARATOR
from targets.models import Edition


class Digest(NamedTuple):
    """What a file is that is not read for it: its SHA-256, and its size in bytes."""

    sha256: str
    size: int


def record_download(
    request: HttpRequest,
    kind: FileKind,
    name: str,
    content: bytes | Digest,
    *,
    departments: Iterable[str],
    edition: Edition | None = None,
    archive: Archive | None = None,
) -> None:
    """Put on record that the signed-in user is handed a file. A HEAD request, which hands out nothing, leaves none.

    :param name: of the file, as it is offered.
    :param departments: codes of all units that the file is about: their heads see the record.
    """
    if request.method == "HEAD":
        return
    digest = content if isinstance(content, Digest) else Digest(sha256(content).hexdigest(), len(content))
    Download.objects.create(
        by=request.user,  # type: ignore[misc]  # every address but signing in is for those who did
        kind=kind,
        name=name[:300],
        departments="".join(f"{SEPARATOR}{code}" for code in sorted(set(departments))),
        edition=edition,
        archive=archive,
        sha256=digest.sha256,
        size=digest.size,
        address=get_client_ip_address(request),
    )
