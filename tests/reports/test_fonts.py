import json
import os
import time

import pytest
from django.conf import settings
from fontTools import subset
from fontTools.ttLib import TTFont

from reports import fonts


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A face made by the real recipe from a handful of characters."""
    folder = tmp_path_factory.mktemp("faces")
    sources = []
    for place, (path, characters) in enumerate(zip(fonts.FACES[0].sources, ("甲乙A□✓×", "甲丙"), strict=True)):
        with TTFont(path) as font:
            job = subset.Subsetter()
            job.populate(text=characters)
            job.subset(font)
            font.save(folder / f"{place}.otf")
        sources.append(folder / f"{place}.otf")
    face = fonts.Face("Small Song", "small.ttf", tuple(sources))
    codes = fonts.make_face(face, folder)
    with TTFont(folder / "small.ttf") as font:
        yield codes, font, (folder / "small.ttf").read_bytes(), face, folder


def test_a_face_has_truetype_outlines_and_no_layout_tables(small):
    _, font, *_ = small
    assert "glyf" in font
    assert not {"CFF ", "GSUB", "GPOS", "vmtx", "DSIG"} & set(font.keys())


def test_what_one_source_lacks_comes_from_the_other(small):
    codes, font, *_ = small
    assert {ord("乙"), ord("丙")} <= codes == set(font.getBestCmap())


def test_ticks_are_composed_of_frame_and_mark(small):
    _, font, *_ = small
    glyphs, names = font["glyf"], font.getBestCmap()
    box, tick, crossed = (glyphs[names[ord(mark)]] for mark in "□☑☒")
    assert tick.numberOfContours > box.numberOfContours
    assert (tick.xMin, tick.yMin, tick.xMax, tick.yMax) == (box.xMin, box.yMin, box.xMax, box.yMax)
    assert crossed.numberOfContours > box.numberOfContours


def test_common_characters_come_first(small):
    _, font, *_ = small
    names, order = font.getBestCmap(), font.getGlyphOrder()
    assert order.index(names[ord("A")]) < order.index(names[ord("甲")]) < order.index(names[ord("☑")])


def test_a_face_is_the_same_whenever_it_is_made(small):
    _, _, before, face, folder = small
    time.sleep(1.1)  # the resolution of a font's own clock is a second
    fonts.make_face(face, folder)
    assert (folder / face.file).read_bytes() == before


def test_names_beyond_gbk_and_ticks_are_covered():
    assert set("䶮𬭁☑☐☒✔≥≤①㎡—（）“”") <= fonts.coverage(settings.FONT_DIR)
    assert "≒" not in fonts.coverage(settings.FONT_DIR)


def test_both_faces_have_what_is_said_to_be_covered():
    for face in fonts.FACES:
        with TTFont(settings.FONT_DIR / face.file, lazy=True) as font:
            codes = set(font.getBestCmap())
        assert {ord(character) for character in fonts.coverage(settings.FONT_DIR)} <= codes


def test_preparing_again_changes_nothing_and_is_instant():
    before = {path: path.stat().st_mtime_ns for path in settings.FONT_DIR.glob("*.ttf")}
    lines = []
    started = time.perf_counter()
    fonts.prepare(settings.FONT_DIR, report=lines.append)
    assert time.perf_counter() - started < 0.5
    assert {path: path.stat().st_mtime_ns for path in settings.FONT_DIR.glob("*.ttf")} == before
    assert len(lines) == 1


@pytest.fixture
def copied(tmp_path):
    for face in fonts.FACES:
        os.link(settings.FONT_DIR / face.file, tmp_path / face.file)
    (tmp_path / "faces.json").write_bytes((settings.FONT_DIR / "faces.json").read_bytes())
    (tmp_path / "fonts.conf").write_text(fonts.fontconfig(tmp_path), encoding="utf-8")
    return tmp_path


def test_a_complete_folder_is_prepared(copied):
    assert fonts.is_prepared(copied)


@pytest.mark.parametrize("missing", ["song.ttf", "hei.ttf", "faces.json", "fonts.conf"])
def test_a_folder_that_lacks_a_file_is_not_prepared(copied, missing):
    (copied / missing).unlink()
    assert not fonts.is_prepared(copied)
    with pytest.raises(fonts.FontsNotPreparedError, match="prepare_fonts"):
        fonts.coverage(copied)


def test_faces_of_another_recipe_are_stale(copied):
    record = json.loads((copied / "faces.json").read_text(encoding="utf-8"))
    (copied / "faces.json").write_text(json.dumps(record | {"stamp": "recipe 0"}), encoding="utf-8")
    assert not fonts.is_prepared(copied)


def test_a_folder_that_was_moved_is_not_prepared(copied):
    moved = copied.parent / f"{copied.name}-moved"
    copied.rename(moved)
    assert not fonts.is_prepared(moved)


def test_fontconfig_is_shown_our_folder_and_only_while_we_need_it(monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "of-the-machine")
    with fonts.only_ours(settings.FONT_DIR):
        assert os.environ["FONTCONFIG_FILE"] == str(settings.FONT_DIR / "fonts.conf")
    assert os.environ["FONTCONFIG_FILE"] == "of-the-machine"
    monkeypatch.delenv("FONTCONFIG_FILE")
    with fonts.only_ours(settings.FONT_DIR):
        pass
    assert "FONTCONFIG_FILE" not in os.environ
