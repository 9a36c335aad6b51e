"""Importing the login app is free of effects, and loads what is slow only when it is needed."""

import subprocess
import sys

PROGRAM = """
import os, sys
before = dict(os.environ)
import functions.login.app
vendors = {"boto3", "pynamodb", "botocore.session", "jwt", "cryptography", "argon2", "httpx"}
print(dict(os.environ) == before, sorted(vendors & set(sys.modules)))
"""


def test_importing_the_app_changes_nothing_and_loads_no_vendor():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin"},
    )

    assert done.stdout.strip() == "True []"
