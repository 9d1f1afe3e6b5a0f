"""What the public may ask of a paper: is this an edition, and is it in force?

Who asks has a printed sheet or a file, and no account. The answer tells what that sheet prints and no more. A hash is
one look into an index. An uploaded file is hashed, which settles it for every file of ours; only where that fails its
attached text is looked for, in a plain search of the bytes: no PDF parser meets what strangers send.
"""

import logging
import re
from dataclasses import dataclass
from hashlib import sha256

from django.core.files import File

from reports.editions import SHOWN
from reports.models import Paper
from targets.attached import LARGEST, attached_texts
from targets.models import Edition
from targets.models.editions import EditionQuerySet
from targets.sealing import digest

logger = logging.getLogger(__name__)

LONGEST = 64


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a hash or file.

    ``edition`` is the one it is or carries, ``now`` the one in force of the same project or department target. Of an
    uploaded file ``same`` says whether it is byte for byte the official one. ``several`` editions are bound in a
    document, of which nothing can be said as a whole. ``many`` hashes begin with too few digits. ``damaged`` is what is
    on record here, so that it proves nothing.
    """

    edition: Edition | None = None
    now: Edition | None = None
    same: bool | None = None
    several: bool = False
    many: bool = False
    damaged: bool = False

    @property
    def in_force(self) -> bool:
        """Whether nothing was approved after it."""
        return self.edition is not None and self.edition == self.now


def digits_of(typed: str) -> str:
    """What somebody typed from paper as digits of a hash: spaces and the like left out, in lower case.

    :raises ValueError: where that is no hash, or less of one than is printed.
    """
    digits = re.sub(r"[\s·…:-]+", "", typed).lower().removeprefix("sha256")
    if not re.fullmatch(rf"[0-9a-f]{{{SHOWN},{LONGEST}}}", digits):
        raise ValueError("no hash")
    return digits


def by_hash(digits: str) -> Answer:
    """What is known of an edition whose hash is or begins with these digits, in one question of the index."""
    found = list(_editions().filter(sha256__range=(digits, digits.ljust(LONGEST, "f")))[:2])
    return _answer(found[0]) if len(found) == 1 else Answer(many=bool(found))


def by_file(file: "File[bytes]") -> Answer:
    """What is known of a file of no more than ``LARGEST`` bytes."""
    data = file.read(LARGEST + 1)
    paper = Paper.objects.filter(sha256=sha256(data).hexdigest()).first()
    if paper:
        return _answer(_editions().get(pk=paper.edition_id), same=True)
    hashes = {sha256(text).hexdigest() for text in attached_texts(data)}
    found = list(_editions().filter(sha256__in=hashes))
    if len(found) > 1:
        return Answer(several=True)
    return _answer(found[0], same=False) if found else Answer(same=False)


def _editions() -> EditionQuerySet:
    return Edition.objects.select_related("project__edition_in_force", "target__edition_in_force", "department")


def _answer(edition: Edition, same: bool | None = None) -> Answer:
    if digest(edition.sealed) != edition.sha256:
        logger.error("The edition %s is not what its hash says: run manage.py verify_editions.", edition.pk)
        return Answer(damaged=True)
    declared = edition.project or edition.target
    return Answer(edition, declared.edition_in_force if declared else None, same)
