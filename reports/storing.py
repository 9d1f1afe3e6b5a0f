"""Files that are there whole or not at all."""

import os
from pathlib import Path
from tempfile import mkstemp

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class AtomicStorage(FileSystemStorage):
    """Writes beside the place, sees it onto the disk and renames: a full disk or a killed process leaves no half file.

    Names are of what is in the file, so one that is there already is replaced by its like.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name as it is."""
        return name

    def _save(self, name: str, content: "File[bytes]") -> str:
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = mkstemp(dir=place.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(descriptor)
            Path(part).chmod(0o640)
            Path(part).replace(place)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        _see_onto_disk(place.parent)
        return name


def _see_onto_disk(folder: Path) -> None:
    """The new name too, where the system can."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
