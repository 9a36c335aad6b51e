"""Importing the app is free of effects: the template and the tests do it without an environment."""

import subprocess
import sys

PROGRAM = """
import os, sys
asked = []
read = type(os.environ).__getitem__
type(os.environ).__getitem__ = lambda self, name: asked.append(name) or read(self, name)
before = dict(os.environ)
import functions.api.app
from functions.api.settings import ApiSettings
ours = {name.upper() for name in ApiSettings.model_fields} | {"AWS_REGION", "AWS_DEFAULT_REGION"}
vendors = {"boto3", "pynamodb", "botocore.client", "botocore.session", "httpx", "numpy", "openai"}
print(sorted(ours & set(asked)), dict(os.environ) == before, sorted(vendors & set(sys.modules)))
"""


def test_importing_the_app_reads_no_setting_and_loads_no_vendor():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin"},
    )

    assert done.stdout.strip() == "[] True []"
