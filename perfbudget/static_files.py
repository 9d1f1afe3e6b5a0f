"""How static files are kept: under names that change with their content, so that browsers may cache them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """The same for our own ES modules: ``import … from "./x.js";`` gets the name that ``x.js`` has by its content.

    Django finds imports by their semicolon. Two modules that import each other have no such names.
    """

    support_js_module_import_aggregation = True
    # Packages speak of imports in comments and of files they do not ship.
    _js_module_import_aggregation_patterns = (
        "perfbudget/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
