"""The product's settings as the tests need them: demo mode, whatever this machine's own .env says."""

import os

os.environ["PERFBUDGET_DEMO"] = "1"
os.environ.setdefault("PERFBUDGET_DEBUG", "0")

from perfbudget.settings import *  # noqa: F403
from perfbudget.settings import STORAGES

STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SIGNING_PKCS12 = ""  # signing takes a second to begin with; the tests that are about it do
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # signing in is not what most tests are about
WHITENOISE_AUTOREFRESH = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
AXES_ENABLED = False  # it writes at every sign-in; the tests that are about it switch it on
