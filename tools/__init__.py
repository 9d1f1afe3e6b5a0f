"""Set-up and checks behind the Makefile; nothing here but the standard library until ``tools.serve``."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (a newcomer's python3 may be older, and deserves a sentence)
    sys.exit(
        "perfbudget needs Python 3.11 or newer; %s is %d.%d.\n"  # noqa: UP031  (older Pythons read this line)
        "What to do: install it and name it, e.g. `make run PYTHON=python3.11`."
        % (sys.executable, sys.version_info[0], sys.version_info[1])
    )
