#!/usr/bin/env python
"""Command line of the workbench: `manage.py help` lists the commands."""

import os
import sys

from ocpo import command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocpo.settings")
    command_line.run(sys.argv)
