import json
import os
import time
from types import SimpleNamespace

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
    for place, (path, characters) in enumerate(zip(fonts.FACES[0].sources, ("甲乙A□✓×龑", "甲丙"), strict=True)):
        with TTFont(path) as font:
            job = subset.Subsetter()
            job.populate(text=characters)
            job.subset(font)
            font.save(folder / f"{place}.otf")
        sources.append(folder / f"{place}.otf")
    face = fonts.Face("Small Song", "small", tuple(sources))
    codes = fonts.make_face(face, folder)
    with TTFont(folder / "small.ttf") as common, TTFont(folder / "small-rest.ttf") as rest:
        yield SimpleNamespace(codes=codes, common=common, rest=rest, face=face, folder=folder)


def characters(font):
    return {chr(code) for code in font.getBestCmap()}


@pytest.mark.slow
def test_a_face_has_truetype_outlines_and_no_layout_tables(small):
    for font in (small.common, small.rest):
        assert "glyf" in font
        assert not {"CFF ", "GSUB", "GPOS", "vmtx", "DSIG"} & set(font.keys())


@pytest.mark.slow
def test_each_character_is_in_one_part(small):
    assert characters(small.common) == set("甲乙丙A□×")
    assert characters(small.rest) == set("龑✓☐☑☒✔✗✘")
    assert {chr(code) for code in small.codes} == characters(small.common) | characters(small.rest)


@pytest.mark.slow
def test_the_parts_have_families_of_their_own(small):
    assert small.common["name"].getDebugName(1) == "Small Song"
    assert small.rest["name"].getDebugName(1) == "Small Song Rest"


@pytest.mark.slow
def test_ticks_are_composed_of_frame_and_mark(small):
    (box,) = (small.common["glyf"][small.common.getBestCmap()[ord("□")]],)
    tick, crossed = (small.rest["glyf"][small.rest.getBestCmap()[ord(mark)]] for mark in "☑☒")
    assert tick.numberOfContours > box.numberOfContours
    assert (tick.xMin, tick.yMin, tick.xMax, tick.yMax) == (box.xMin, box.yMin, box.xMax, box.yMax)
    assert crossed.numberOfContours > box.numberOfContours


@pytest.mark.slow
def test_common_characters_come_first(small):
    names, order = small.common.getBestCmap(), small.common.getGlyphOrder()
    places = [order.index(names[ord(character)]) for character in "A×甲"]
    assert places == sorted(places)


@pytest.mark.slow
def test_a_face_is_the_same_whenever_it_is_made(small):
    before = [(small.folder / file).read_bytes() for file in small.face.files]
    time.sleep(1.1)  # the resolution of a font's own clock is a second
    fonts.make_face(small.face, small.folder)
    assert [(small.folder / file).read_bytes() for file in small.face.files] == before


def test_names_beyond_gbk_and_ticks_are_covered():
    assert set("䶮𬭁☑☐☒✔≥≤①㎡—（）“”") <= fonts.coverage(settings.FONT_DIR)
    assert "≒" not in fonts.coverage(settings.FONT_DIR)


@pytest.mark.slow
def test_both_faces_have_what_is_said_to_be_covered():
    for face in fonts.FACES:
        there = set()
        for file in face.files:
            with TTFont(settings.FONT_DIR / file, lazy=True) as font:
                there |= characters(font)
        assert fonts.coverage(settings.FONT_DIR) <= there


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
    for file in (file for face in fonts.FACES for file in face.files):
        os.link(settings.FONT_DIR / file, tmp_path / file)
    (tmp_path / "faces.json").write_bytes((settings.FONT_DIR / "faces.json").read_bytes())
    (tmp_path / "fonts.conf").write_text(fonts.fontconfig(tmp_path), encoding="utf-8")
    return tmp_path


def test_a_complete_folder_is_prepared(copied):
    assert fonts.is_prepared(copied)


@pytest.mark.parametrize("missing", ["song.ttf", "hei-rest.ttf", "faces.json", "fonts.conf"])
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


def test_a_moved_folder_keeps_its_faces_and_says_where_they_are(settings, tmp_path):
    for path in settings.FONT_DIR.iterdir():
        if path.is_file():
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / "fonts.conf").unlink()
    (tmp_path / "fonts.conf").write_text("somewhere else", encoding="utf-8")
    assert not fonts.is_prepared(tmp_path)
    lines: list[str] = []
    fonts.prepare(tmp_path, report=lines.append)
    assert fonts.is_prepared(tmp_path)
    assert len(lines) == 1
