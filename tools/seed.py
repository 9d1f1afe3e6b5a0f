"""``python -m tools.seed``: write ``fixtures/seed.json`` anew, as importing the published document stores it.

It makes a database of its own. The time is that of the document's publication, so that the same document always gives
the same file and its editions the same hashes.
"""

import os
from datetime import UTC, datetime
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from targets.models import HistoryEntry  # noqa: E402
from tools.steps import ROOT  # noqa: E402

DOCUMENT = ROOT / "fixtures" / "department-326001-2025.txt"
SEED = ROOT / "fixtures" / "seed.json"
PUBLISHED = datetime(2025, 1, 15, 1, tzinfo=UTC)
MODELS = [
    "targets.department",
    "targets.fiscalyear",
    "targets.checkpointmonth",
    "targets.departmenttarget",
    "targets.overallgoal",
    "targets.itemisedgoal",
    "targets.safeguard",
    "targets.project",
    "targets.checkpoint",
    "targets.goal",
    "targets.indicator",
    "targets.edition",
    "targets.historyentry",
]


def main() -> None:
    """Import and dump."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        # The history's field took hold of the clock when its model was made.
        recorded = patch.object(HistoryEntry._meta.get_field("at"), "_get_default", lambda: PUBLISHED)
        with patch("django.utils.timezone.now", return_value=PUBLISHED), recorded:
            call_command("import_document", DOCUMENT, year=2025, published=True, verbosity=0)
        call_command(
            "dumpdata",
            *MODELS,
            use_natural_foreign_keys=True,
            use_natural_primary_keys=True,
            indent=1,
            output=str(SEED),
            verbosity=0,
        )
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
