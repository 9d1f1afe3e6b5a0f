import ctypes
import io

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from reports import checks


def ids():
    return [message.id for message in run_checks() if message.id.startswith("reports.")]


def test_a_complete_machine_passes():
    assert ids() == []


def test_a_missing_subsetting_library_is_told_with_the_package_to_install(monkeypatch):
    def absent(name):
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", absent)
    assert ids() == ["reports.W001"]
    assert "libharfbuzz-subset0" in checks.check_font_subsetting()[0].hint


def test_any_name_of_the_library_will_do(monkeypatch):
    def only_last(name):
        if name != checks.SUBSET_LIBRARIES[-1]:
            raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", only_last)
    assert ids() == []


def test_missing_fonts_are_told_with_the_command_to_run(settings, tmp_path):
    settings.FONT_DIR = tmp_path
    assert ids() == ["reports.W002"]
    (message,) = checks.check_fonts()
    assert str(tmp_path) in message.msg
    assert "prepare_fonts" in message.hint


def test_preparing_needs_no_database_and_says_one_line_when_done():
    out = io.StringIO()
    call_command("prepare_fonts", stdout=out)
    assert len(out.getvalue().splitlines()) == 1


@pytest.mark.parametrize("library", checks.SUBSET_LIBRARIES)
def test_the_library_is_looked_for_under_the_names_weasyprint_uses(library):
    from pathlib import Path

    import weasyprint.text.ffi

    assert library in Path(weasyprint.text.ffi.__file__).read_text(encoding="utf-8")
