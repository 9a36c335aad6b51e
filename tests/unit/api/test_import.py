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
unchanged, at_once = dict(os.environ) == before, set(sys.modules)
from functions.api.settings import ApiSettings
ours = {name.upper() for name in ApiSettings.model_fields} | {"AWS_REGION", "AWS_DEFAULT_REGION"}
loaded = [
    name
    for name in sorted(at_once)
    if name.startswith(("functions.api.routes", "functions.api.models", "shelfsignal.insights"))
    or name.startswith(("shelfsignal.collection", "shelfsignal.runtime.api"))
]
vendors = {"boto3", "pynamodb", "botocore.client", "botocore.session", "httpx", "numpy", "openai"}
vendors |= {"cryptography", "jwt", "argon2", "prometheus_client", "ddsketch"}
asked = sorted(ours & set(asked))
print(asked, unchanged, sorted(vendors & at_once), loaded)
"""


def test_importing_the_app_reads_no_setting_and_loads_no_vendor_and_no_noun():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin"},
    )

    assert done.stdout.strip() == "[] True [] []"
