"""The guard in front of the Office readers: a file is opened under limits before any parser sees it.

An OOXML file is a ZIP of XML parts. What a header says of a size is not believed: every part that will be parsed is
inflated in small steps and counted. A part with a document type declaration never reaches a parser, so neither entity
bombs nor outside entities do. Pictures and embedded files are not even inflated; nothing is written or fetched.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NoReturn

from lxml import etree

from targets.readers import DocumentError, Problem, shorten

MAX_FILE = 30 * 2**20
"""Bytes of an uploaded file."""

MAX_PART = 48 * 2**20
"""Bytes of one part, inflated: a sheet of about 30,000 rows."""

MAX_PARTS_SIZE = 80 * 2**20
"""Bytes of all parts that are parsed, inflated."""

MAX_SAID = 500 * 2**20
"""Bytes a file may say its parts have, those that are not parsed included."""

MAX_ENTRIES = 5000
MAX_RATIO = 200
"""Inflated to packed bytes of a part above 1 MB: Office packs its XML 5 to 50 times, deflate can pack 1,000 times."""

Kind = Literal["docx", "xlsx"]

_STEP = 2**16
_UNREAD = re.compile(
    r"(^|/)(media|embeddings|customXml|theme|fonts|printerSettings|activeX|ctrlProps|diagrams|charts|webextensions)/"
    r"|\.(png|jpe?g|gif|bmp|emf|wmf|svg|tiff?|odttf|bin|vml)$",
    re.IGNORECASE,
)
_MAIN = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.(?:(wordprocessingml\.(?:document|template))"
    rb"|(spreadsheetml\.(?:sheet|template)))\.main\+xml|ms-(?:word|excel)\.[a-zA-Z0-9.]*?(macroEnabled|binary))"
)
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NETWORK = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:|(file:)?[/\\]{2}(?![/\\][^/\\])|file:[/\\]{4}", re.IGNORECASE)

DAMAGED = "文件已损坏或不完整，请换用能在 Word、Excel 或 WPS 中打开的文件，或在其中另存后再导入"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = b"PK\x01\x02"


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of an Office file that are safe to parse, by name; those nobody reads (pictures …) are empty."""

    kind: Kind
    parts: Mapping[str, bytes]

    def repacked(self) -> bytes:
        """A plain ZIP of just these parts, for parsers that open the file themselves: no header of it can lie."""
        return pack(self.parts)


def pack(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP of parts by name, not compressed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return file.getvalue()


def refuse(sentence: str) -> NoReturn:
    """Refuse the whole file with one sentence (without a full stop)."""
    raise DocumentError([Problem(0, sentence=sentence)])


def is_archive(data: bytes) -> bool:
    """Whether the file begins as a ZIP does, whatever its name says."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_old_office(data: bytes) -> bool:
    """Whether it is an OLE container: an old .doc or .xls, a WPS file, or an encrypted .docx or .xlsx."""
    return data.startswith(_OLE)


def open_package(data: bytes) -> Package:
    """Open a Word or Excel file.

    :raises DocumentError: one sentence that says what is wrong with it and what to do, for whatever is not a plain,
        whole, moderately large .docx or .xlsx without macros and outside references.
    """
    if is_old_office(data):
        refuse("文件已加密，或是旧版 .doc、.xls 格式；请取消密码并另存为 .docx 或 .xlsx 后再导入")
    if len(data) > MAX_FILE:
        refuse(f"文件超过 {MAX_FILE // 2**20} MB，请分成几个文件导入")
    if not is_archive(data):
        refuse("这不是 Word（.docx）或 Excel（.xlsx）文件，请用 Word、Excel 或 WPS 另存后再导入")
    if data.count(_ENTRY) > MAX_ENTRIES:  # before the directory is read: reading a million entries takes long
        refuse(f"压缩包内的文件超过 {MAX_ENTRIES} 个，不是正常的 Word 或 Excel 文件")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_names([entry.orig_filename for entry in archive.infolist()])
            if sum(entry.file_size for entry in entries) > MAX_SAID:
                _refuse_size()
            parts = dict(_inflate(archive, entries))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise DocumentError([Problem(0, sentence=DAMAGED)]) from error
    kind = _kind_of(parts)
    for name, part in parts.items():
        if name.endswith(".rels"):
            _refuse_outside(name, part)
    return Package(kind, parts)


def parse_xml(part: bytes) -> "etree._Element":
    """The root element of a checked part; entities are not resolved, nothing is fetched, depth and texts are limited.

    :raises DocumentError: when it is not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError([Problem(0, sentence=DAMAGED)]) from error
    if root is None:
        refuse(DAMAGED)
    return root


def check_xml(name: str, part: bytes) -> None:
    """Refuse a part that is no plain UTF-8 XML, or that declares a document type or an entity."""
    head = part[:256].removeprefix(b"\xef\xbb\xbf").lstrip()
    encoding = _ENCODING.match(head)
    if not head.startswith(b"<") or b"\0" in head or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
        refuse(f"文件中的“{shorten(name)}”已损坏或不是 UTF-8 编码的 XML，请用 Word 或 Excel 另存后再导入")
    if _DTD.search(part):
        refuse(f"文件中的“{shorten(name)}”含有正常的 Word、Excel 文件所没有的内容，请另存后再导入")


def _inflate(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    total = 0
    for entry in entries:
        if entry.flag_bits & 0x1:
            refuse("文件已加密，请取消密码后再导入")
        if _UNREAD.search(entry.filename) and not entry.filename.endswith(".rels"):
            yield entry.filename, b""
            continue
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            refuse("文件的压缩方式不是 Word、Excel 所用的，请用 Word 或 Excel 另存后再导入")
        part = bytearray()
        with archive.open(entry) as stream:
            while step := stream.read(_STEP):
                part += step
                total += len(step)
                packed = max(entry.compress_size, 1)
                if len(part) > MAX_PART or total > MAX_PARTS_SIZE:
                    _refuse_size()
                if len(part) > 2**20 and len(part) > MAX_RATIO * packed:
                    _refuse_size()
        if entry.filename.endswith((".xml", ".rels")):
            whole = bytes(part)
            check_xml(entry.filename, whole)
            yield entry.filename, whole
        else:
            yield entry.filename, b""


def _refuse_size() -> NoReturn:
    refuse("文件的内容展开后过大，请分成几个较小的文件导入")


def _refuse_names(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        folded = name.casefold()
        odd = name.startswith("/") or "\\" in name or ":" in name or not name.isprintable()
        if odd or ".." in name.split("/") or folded in seen:
            refuse(f"压缩包内的文件名“{shorten(name)}”不正常，不是 Word 或 Excel 所写的文件")
        seen.add(folded)


def _kind_of(parts: Mapping[str, bytes]) -> Kind:
    if any(name.casefold().endswith("vbaproject.bin") for name in parts):
        refuse("文件含有宏，请另存为不含宏的 .docx 或 .xlsx 后再导入")
    types = parts.get("[Content_Types].xml", b"")
    mains = list(_MAIN.finditer(types))
    if any(main[3] == b"binary" for main in mains):
        refuse("这是二进制工作簿（.xlsb），请另存为 .xlsx 后再导入")
    if any(main[3] for main in mains):
        refuse("文件是启用宏的格式（.docm、.xlsm），请另存为不含宏的 .docx 或 .xlsx 后再导入")
    word, excel = any(main[1] for main in mains), any(main[2] for main in mains)
    if word == excel:
        refuse("这个压缩包不是 Word（.docx）或 Excel（.xlsx）文件，或已损坏")
    return "docx" if word else "xlsx"


def _refuse_outside(name: str, part: bytes) -> None:
    """Links a reader clicks are harmless; what a program would fetch by itself (templates, pictures, data) is not."""
    for relation in parse_xml(part).iter("{*}Relationship"):
        target = relation.get("Target", "")
        fetched = relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink")
        if fetched and _NETWORK.match(target.strip()):
            refuse(f"文件引用了外部资源“{shorten(target)}”，请断开链接（或改为嵌入）后再导入")
