"""What is in an archive: of each edition its PDF and its sealed text, a workbook of all, and the hash of every file.

Plain data in, one file out, edition by edition, so that a thousand of them take no more memory than ten. Equal
editions and titles give equal bytes: every time in it is that of an approval.
"""

import shutil
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from types import TracebackType
from typing import Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from reports.editions import SHOWN, ZONE, Sealed
from reports.file_names import file_name
from reports.workbook_editions import EditionsWorkbook
from targets.declaration import Declaration

SUMS = "SHA256SUMS"
BOOK = "批复版本.xlsx"
ABOUT = "说明.txt"
PART_ONE = "部门整体绩效目标"

_ABOUT = """\
{title}

本压缩包共有 {count} 个批复版本。每个版本两个文件：
  .pdf   正式文本，与系统中保存的逐字节相同；
  .json  封存正文，其 SHA-256 就是该版本的哈希值，前 {shown} 位见文件名，也印在 PDF 每页页脚。
“{book}”每条三级指标一行（部门整体绩效目标每条分项目标一行），金额单位：万元。

核对文件是否完整、未被改动：
  Linux、macOS  在解压后的文件夹中运行  sha256sum -c {sums}
  Windows       certutil -hashfile 文件名 SHA256  并与 {sums} 中的一行比较
核对某一版本是否现行有效：扫描 PDF 页脚的二维码。
"""


class ArchiveFile:
    """A ZIP being written inside ``with``: add editions one by one; leaving it adds the rest, and closes all files.

    Leaving raises OSError where there is no room for that.
    """

    def __init__(self, path: Path, title: str) -> None:
        """:param path: of the ZIP; the workbook is written beside it first."""
        self._title = title
        self._zip = ZipFile(path, "w", allowZip64=True)
        self._workbook = path.with_name("workbook.xlsx")
        self._rows = EditionsWorkbook(self._workbook)
        self._sums: list[str] = []
        self._last = datetime(1980, 1, 1, tzinfo=UTC)
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._close()
        finally:
            self._rows.abandon()
            self._zip.close()

    def add(self, edition: Sealed, text: str, position: int, pdf: bytes) -> None:
        """Put an edition in.

        :param text: the sealed text that ``edition`` was read from.
        :param position: its place in its unit's chain, which makes its file's name one of its own.
        """
        stem = file_stem(edition, position)
        self._put(f"{stem}.pdf", pdf, edition.approved_at, ZIP_STORED)
        self._put(f"{stem}.json", text.encode(), edition.approved_at, ZIP_DEFLATED)
        self._rows.add(edition)
        self._last = max(self._last, edition.approved_at)
        self._count += 1

    def _close(self) -> None:
        """Add the workbook, the explanation and the hashes. Raises OSError where there is no room for them."""
        self._rows.close(self._last)
        self._put_file(BOOK, self._workbook)
        about = _ABOUT.format(title=self._title, count=self._count, shown=SHOWN, book=BOOK, sums=SUMS)
        self._put(ABOUT, about.encode("utf-8-sig"), self._last, ZIP_DEFLATED)
        self._put(SUMS, "".join(self._sums).encode(), self._last, ZIP_DEFLATED)

    def _put(self, name: str, data: bytes, moment: datetime, compression: int) -> None:
        self._zip.writestr(_info(name, moment, compression), data)
        self._sums.append(f"{sha256(data).hexdigest()}  {name}\n")

    def _put_file(self, name: str, path: Path) -> None:
        """A file that is compressed already, and perhaps too large for the memory."""
        info = _info(name, self._last, ZIP_STORED)
        info.file_size = path.stat().st_size
        with path.open("rb") as source:
            with self._zip.open(info, "w") as member:
                shutil.copyfileobj(source, member, 1 << 20)
            source.seek(0)
            self._sums.append(f"{file_digest(source, 'sha256').hexdigest()}  {name}\n")


def file_stem(edition: Sealed, position: int) -> str:
    """Where an edition's files are in an archive: ``326001-2025/00007-社区工作经费-第2版-0123456789ab``."""
    declared = edition.declaration
    name = declared.name if isinstance(declared, Declaration) else PART_ONE
    folder = f"{file_name(declared.unit.code)}-{declared.year}"
    return f"{folder}/{position:05d}-{file_name(name)}-第{edition.number}版-{edition.sha256[:SHOWN]}"


def _info(name: str, moment: datetime, compression: int) -> ZipInfo:
    info = ZipInfo(name, moment.astimezone(ZONE).timetuple()[:6])
    info.compress_type = compression
    info.create_system = 3  # Unix, whatever it is made on
    info.external_attr = 0o644 << 16
    return info
