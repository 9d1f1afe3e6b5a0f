"""The WSGI entry point, for gunicorn and runserver alike."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfbudget.settings")
application = get_wsgi_application()

from targets.services.demo import refuse_demo_accounts_in_production  # noqa: E402  (needs the loaded apps)

refuse_demo_accounts_in_production()
