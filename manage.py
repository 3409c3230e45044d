#!/usr/bin/env python
"""The command line of the portal."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # What a command writes is for its owner alone: databases, logs, back-ups, mails that are kept.
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commit_portal.settings")
    execute_from_command_line(sys.argv)
