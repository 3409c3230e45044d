"""The entry point for gunicorn."""

import logging
import os

from django.core.wsgi import get_wsgi_application
from gunicorn import util

from commit_portal.http.bad_request import write_page
from commit_portal.logs import leave_keys_out

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commit_portal.settings")

# gunicorn has set up its own loggers by now, whatever started it; they write the address and the one before it.
for name in ("gunicorn.access", "gunicorn.error"):
    leave_keys_out(logging.getLogger(name))

# It has no setting for its own error pages.
util.write_error = write_page

application = get_wsgi_application()
