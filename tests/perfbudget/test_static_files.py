"""Static files under names that change with their content, ES modules that import each other among them."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import override_settings

from perfbudget import settings as product


@pytest.fixture
def collect(tmp_path, settings):
    """Collect these files as the product does, and say what is there then: name, text."""
    source, target = tmp_path / "source", tmp_path / "target"

    def collected(files):
        for name, text in files.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(text)
        settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], target
        settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        settings.STORAGES = product.STORAGES
        call_command("collectstatic", interactive=False, verbosity=0)
        return {path.relative_to(target).as_posix(): path.read_text() for path in target.rglob("*.js")}

    finders.get_finder.cache_clear()
    yield collected
    finders.get_finder.cache_clear()


def test_a_module_imports_the_hashed_name_of_another(collect):
    files = collect(
        {
            "perfbudget/main.js": 'import { add } from "./rows/add.js";\nexport { undo } from "./undo.js";\nadd();\n',
            "perfbudget/rows/add.js": 'import "../undo.js";\nexport const add = () => 1;\n',
            "perfbudget/undo.js": "export const undo = () => 2;\n",
            "package/index.js": "// import('./what-is-not-shipped')\n",
        }
    )
    assert len(files) == 4  # only the hashed ones are kept
    main = next(name for name in files if name.startswith("perfbudget/main."))
    add, undo = re.findall(r'from "\./(\S+)"', files[main])
    assert re.fullmatch(r"rows/add\.[0-9a-f]{12}\.js", add)
    assert f'import"../{undo}"' in files[f"perfbudget/{add}"]
    assert f"perfbudget/{undo}" in files


def test_a_browser_that_looks_for_an_icon_is_led_to_it(client):
    assert client.get("/favicon.ico")["Location"] == "/static/perfbudget/icon.svg"


def test_what_is_imported_must_exist(collect):
    with pytest.raises(ValueError, match=r"absent\.js"):
        collect({"perfbudget/main.js": 'import { x } from "./absent.js";\n'})


@pytest.mark.parametrize("debug", [False, True])
def test_a_page_with_htmx_gets_it_from_us_and_bridled(debug):
    with override_settings(DEBUG=debug):
        html = render_to_string("_htmx.html")
    assert '"includeIndicatorStyles":false,"allowEval":false' in html
    for source in re.findall(r'<script src="/static/(.*?)"', html):
        assert finders.find(source)
    assert 'src="/static/django_htmx/htmx-2.min.js"' in html
