"""Read an edition: its JSON as it is handed out, or the paper (PDF/A-3) that carries it."""

import json
import re
from collections.abc import Sequence

from targets.attached import LARGEST, attached_texts
from targets.readers import Reading
from targets.readers.json_form import read_json
from targets.readers.safety import refuse

MOST, STREAMS = 1000, 50_000
"""Editions in one PDF, and streams of it that are looked at."""
_SEALED = re.compile(rb'"format"\s*:\s*"perfbudget/edition/1"')


def looks_like_edition(data: bytes) -> bool:
    """Whether a JSON file says that it is an edition."""
    return _SEALED.search(data) is not None


def read_edition(data: bytes, *, year: int) -> Reading:
    """Read an edition's JSON as the declaration of ``year`` that it seals; whether the seal holds is not asked here.

    :raises DocumentError: when it seals none, or one of another year.
    """
    return _read([data], year)


def _read(texts: Sequence[bytes], year: int) -> Reading:
    try:
        sealed = [json.loads(text.removeprefix(b"\xef\xbb\xbf"), parse_float=str)["declaration"] for text in texts]
    except (ValueError, RecursionError, KeyError, TypeError):
        refuse("文件不是完整的批复版本 JSON，请换用本系统导出的原文件")
    return read_json(json.dumps(sealed, ensure_ascii=False).encode(errors="surrogatepass"), year=year)


def read_paper(data: bytes, *, year: int) -> Reading:
    """Read the edition that a PDF of ours carries, or all that are bound in it, in the same way.

    :raises DocumentError: when it carries none: one printed from a draft, or by another program.
    """
    if len(data) > LARGEST:
        refuse(f"PDF 文件超过 {LARGEST // 2**20} MB，不是本系统的批复文件")
    texts, size = [], 0
    for text in attached_texts(data, most=MOST, streams=STREAMS):
        texts.append(text)
        size += len(text)
        if size > LARGEST:
            refuse("PDF 文件中的批复数据过多，请分成几个文件导入")
    if not texts:
        refuse("这是 PDF 文件，其中没有本系统的批复数据（草稿打印件也没有），请导入 Word、Excel 或文本文件")
    return _read(texts, year)
