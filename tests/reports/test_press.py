import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import weasyprint
from pypdf import PdfReader

from reports import fonts, rendering
from reports.press import OPTIONS, Paper, Refusal, write_once
from tests.reports.paper import press, texts
from tests.reports.samples import declaration


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1/", "https://example.org/a.png", "data:,x"])
def test_the_fetcher_refuses_everything(url):
    with pytest.raises(PermissionError, match="fetches nothing"):
        Refusal()(url)


def test_a_picture_in_markup_is_not_fetched(caplog, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"not read")
    markup = (
        f'<html lang="zh-CN"><head><title>t</title></head><body><p>甲<img src="{secret.as_uri()}"/></p></body></html>'
    )
    with caplog.at_level(logging.ERROR, logger="weasyprint"):
        document = press().lay_out(lambda breaks: (markup, []), declaration())
    assert any("PermissionError" in message for message in caplog.messages)
    assert next(box.text for box in texts(document.pages[0])) == "甲"


def test_our_own_reading_and_sheet_lay_out_as_weasyprints_do():
    """WeasyPrint's parser and browser sheet are left out for speed; if an upgrade closes that door, this says so."""
    our = press()
    markup, _ = rendering._project(declaration(), {})
    plain = weasyprint.HTML(string=markup).render(
        font_config=our._fonts, stylesheets=[our._base, our._paper], **OPTIONS
    )
    ours = our.lay_out(partial(rendering._project, declaration()), declaration())

    def places(document):
        return [(box.text, box.position_x, box.position_y, box.width) for page in document.pages for box in texts(page)]

    assert places(ours) == places(plain)


def test_writing_once_changes_no_object_of_the_file():
    our = press()
    document = our.lay_out(partial(rendering._project, declaration()), declaration())
    import io

    once = PdfReader(io.BytesIO(document.write_pdf(finisher=write_once, **OPTIONS)))
    twice = PdfReader(io.BytesIO(document.write_pdf(**OPTIONS)))
    assert once.pages[0].get_contents().get_data() == twice.pages[0].get_contents().get_data()
    assert once.pages[0].extract_text() == twice.pages[0].extract_text()
    assert len(once.xref_objStm) == len(twice.xref_objStm)


def test_the_papers_parser_is_given_only_what_it_can_read():
    with pytest.raises(SyntaxError):
        Paper("<p>&nbsp;</p>", press()._base, Refusal())


@pytest.mark.slow
def test_threads_take_turns_and_print_the_same():
    alone = rendering.render_project_pdf(declaration())
    with ThreadPoolExecutor(4) as pool:
        printed = list(pool.map(lambda _: rendering.render_project_pdf(declaration()), range(8)))
    assert set(printed) == {alone}


def test_one_press_serves_the_process():
    assert press() is press()


def test_without_faces_it_says_what_to_run(settings, tmp_path):
    settings.FONT_DIR = tmp_path
    rendering._set_up.cache_clear()
    with pytest.raises(fonts.FontsNotPreparedError, match="prepare_fonts"):
        rendering.render_project_pdf(declaration())


def test_prewarming_sets_the_press_up():
    rendering._set_up.cache_clear()
    rendering.prewarm()
    assert rendering._set_up.cache_info().currsize == 1
