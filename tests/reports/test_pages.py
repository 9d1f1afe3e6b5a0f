"""Papers of more than one page: levels repeat, heads repeat, nothing is lost, clipped or overlapping."""

from functools import partial

import pytest
from weasyprint.formatting_structure.boxes import TableCellBox, TableRowBox

from reports import rendering
from tests.reports.paper import boxes, cell_texts, press, texts
from tests.reports.samples import declaration, indicator, numbered_indicators

pytestmark = pytest.mark.slow

HEADS = ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"]


def lay_out(declared):
    return press().lay_out(partial(rendering._project, declared), declared).pages


def indicator_rows(page):
    rows = cell_texts(page)
    return rows[rows.index(HEADS) + 1 :] if HEADS in rows else []


def assert_all_inside(pages):
    for page in pages:
        content = page._page_box
        left, right = content.content_box_x(), content.content_box_x() + content.width
        bottom = content.content_box_y() + content.height
        footer = [box for margin in content.children[1:] for box in margin.descendants()]
        for box in texts(page):
            if box not in footer:
                assert box.position_x >= left - 0.1
                assert box.position_x + box.width <= right + 0.1
                assert box.position_y + box.height <= bottom + 0.1


def assert_no_overlap(pages):
    for page in pages:
        cells = boxes(page, TableCellBox)
        for cell in cells:
            for box in cell.descendants():
                if hasattr(box, "text"):
                    assert box.position_x >= cell.position_x - 0.1
                    assert box.position_x + box.width <= cell.position_x + cell.border_width() + 0.1
                    assert box.position_y >= cell.position_y - 0.1
                    assert box.position_y + box.height <= cell.position_y + cell.border_height() + 0.1
        areas = [(c.position_x, c.position_y, c.border_width(), c.border_height()) for c in cells]
        for number, (x, y, width, height) in enumerate(areas):
            for other_x, other_y, other_width, other_height in areas[number + 1 :]:
                across = min(x + width, other_x + other_width) - max(x, other_x)
                down = min(y + height, other_y + other_height) - max(y, other_y)
                assert min(across, down) < 0.6  # half a line: the two tables share one


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 13, 25, 41, 60])
def test_any_number_of_indicators_prints_whole_in_order(count):
    pages = lay_out(declaration(indicators=numbered_indicators(count)))
    printed = [row[-4:] for page in pages for row in indicator_rows(page)]
    expected = [[one.name, one.description, str(one.value), one.basis] for one in numbered_indicators(count)]
    assert printed == expected
    assert_all_inside(pages)
    assert_no_overlap(pages)


@pytest.mark.slow
def test_levels_and_heads_repeat_on_each_page():
    indicators = numbered_indicators(60)
    pages = lay_out(declaration(indicators=indicators))
    assert len(pages) > 2
    done = 0
    for page in pages:
        rows = indicator_rows(page)
        first = indicators[done]
        assert rows[0][:2] == [first.level_one, first.level_two]
        ones = [row[0] for row in rows if len(row) == 6]
        assert ones == list(dict.fromkeys(one.level_one for one in indicators[done : done + len(rows)]))
        done += len(rows)
    assert done == 60


@pytest.mark.slow
def test_short_rows_are_not_torn_apart():
    for page in lay_out(declaration(indicators=numbered_indicators(60))):
        assert all(row[-4].startswith("第") for row in indicator_rows(page))


@pytest.mark.slow
def test_an_indicator_taller_than_a_page_loses_nothing_and_repeats_its_levels():
    description = "".join(chr(0x4E00 + place) for place in range(2000))
    pages = lay_out(
        declaration(indicators=(indicator(), indicator(two="质量指标", description=description), indicator()))
    )
    assert len(pages) > 2
    pieces = [row for page in pages for row in indicator_rows(page)]
    assert "".join(row[-3] for row in pieces) == "保障社区数量情况" + description + "保障社区数量情况"
    for page in pages[1:]:
        assert indicator_rows(page)[0][:2] == ["产出指标", "质量指标"]
    assert_all_inside(pages)
    assert_no_overlap(pages)


def test_a_purpose_of_2000_characters_and_300_goals_print_whole():
    purpose = "".join(chr(0x5000 + place) for place in range(2000))
    pages = lay_out(declaration(purpose=purpose, goals=tuple(f"目标{place}。" for place in range(300))))
    printed = "".join(box.text for page in pages for box in texts(page))
    assert purpose in printed
    places = [printed.index(f"{place + 1}.目标{place}。") for place in range(300)]
    assert places == sorted(places)
    assert_all_inside(pages)


def test_unbroken_latin_and_digits_wrap():
    long = indicator(
        name="A" * 300, description="1234567890" * 30, value="9" * 60, basis="http://example.org/" + "x" * 99
    )
    pages = lay_out(declaration(name="B" * 200, code="C" * 80, purpose="D" * 400, indicators=(long,)))
    assert "1234567890" * 30 in "".join(row[-3] for page in pages for row in indicator_rows(page))
    assert_all_inside(pages)
    assert_no_overlap(pages)


def test_a_form_of_one_page_is_laid_out_once(monkeypatch):
    from reports.press import Paper

    layouts = []
    monkeypatch.setattr(
        Paper, "render", lambda self, **options: layouts.append(1) or super(Paper, self).render(**options)
    )
    lay_out(declaration())
    assert len(layouts) == 1


def test_a_single_form_of_one_page_has_no_page_number_and_a_longer_one_counts_on():
    (page,) = lay_out(declaration())
    assert texts(page)[-1].text == "实际数量"
    pages = lay_out(declaration(indicators=numbered_indicators(60)))
    assert [texts(page)[-1].text for page in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]


def test_rows_do_not_split_between_their_cells():
    for page in lay_out(declaration(indicators=numbered_indicators(60))):
        for row in boxes(page, TableRowBox):
            assert row.position_y + row.height <= page._page_box.content_box_y() + page._page_box.height + 0.1
