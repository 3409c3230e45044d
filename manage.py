#!/usr/bin/env python
"""The command line of the portal."""

import gc
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # What a command writes is for its owner alone: databases, logs, back-ups, mails that are kept.
    os.umask(0o077)
    # What is read at the start stays. Looked through after every second thousand objects, it takes a tenth of the start, and
    # a page, which makes some ten thousand, a thirtieth longer.
    gc.set_threshold(100_000)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commit_portal.settings")
    execute_from_command_line(sys.argv)
