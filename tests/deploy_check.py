"""`python -m tests.deploy_check`: runs Django's deployment check on production settings; it must not find anything."""

import os
import secrets
import subprocess
import sys
import tempfile


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "OCPO_PRODUCTION": "1",
            "OCPO_DATA_DIR": folder,
            "OCPO_SECRET_KEY": secrets.token_urlsafe(60),
            "OCPO_ALLOWED_HOSTS": "workbench.example",
        }
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
