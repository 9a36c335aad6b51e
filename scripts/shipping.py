"""Which of a layer's locked packages go into Lambda, and how pip is told for which Python.

A lock holds whole trees, for every supported Python. Lambda's Python brings botocore and its tree,
and Chalice is used as a router only, so neither tree is shipped: 14 MB instead of 83.
"""

import sys
import sysconfig
from dataclasses import dataclass

from packaging.requirements import Requirement

CLOUD_PYTHON = "3.12"
_CLOUD_PLATFORMS = ("manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64")
_CLOUD_MARKERS = {
    "python_version": CLOUD_PYTHON,
    "python_full_version": f"{CLOUD_PYTHON}.0",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
    "os_name": "posix",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
}
_LAMBDA_BRINGS = "boto3 botocore s3transfer jmespath python-dateutil six urllib3"
_CHALICE_CLI = (
    "ansicon blessed click colorama editor inquirer jinxed packaging pip pyyaml readchar runs "
    "setuptools wcwidth wheel xmod"
)
NOT_SHIPPED = frozenset(f"{_LAMBDA_BRINGS} {_CHALICE_CLI}".split())


@dataclass(frozen=True)
class Target:
    """What is built for: this interpreter and machine ("local"), or Lambda's."""

    name: str

    @property
    def is_local(self) -> bool:
        return self.name == "local"

    @property
    def identity(self) -> str:
        """Changes when a layer built before would no longer fit."""
        if self.is_local:
            return f"{sys.version} {sysconfig.get_platform()}"
        return f"{CLOUD_PYTHON} {_CLOUD_PLATFORMS}"

    def pip_options(self) -> list[str]:
        """For `pip install --target`."""
        if self.is_local:
            return []
        options = [option for name in _CLOUD_PLATFORMS for option in ("--platform", name)]
        options += ["--python-version", CLOUD_PYTHON, "--implementation", "cp"]
        # The lock chose each version for that Python; pip would ask about the one it runs on.
        return [*options, "--ignore-requires-python"]

    def wants(self, requirement: Requirement) -> bool:
        """Does its environment marker hold there? (pip asks about the machine it runs on.)"""
        marker = requirement.marker
        return marker is None or marker.evaluate(None if self.is_local else dict(_CLOUD_MARKERS))


def shipped_lines(lock: str, target: Target) -> dict[str, str]:
    """Line by package: what of a hashed lock goes into a layer, markers resolved.

    >>> shipped_lines("six==1.0 --hash=sha256:0\\nh11==2.0 ; os_name == 'posix'", Target("cloud"))
    {'h11': 'h11==2.0'}
    """
    line_by_package: dict[str, str] = {}
    for line in lock.replace("\\\n", " ").splitlines():
        specification, *hashes = (part.strip() for part in line.split("--hash="))
        if not specification or specification.startswith("#"):
            continue
        requirement = Requirement(specification)
        if requirement.name.lower() in NOT_SHIPPED or not target.wants(requirement):
            continue
        requirement.marker = None
        parts = [str(requirement), *(f"--hash={each}" for each in hashes)]
        line_by_package[requirement.name.lower()] = " ".join(parts)
    return line_by_package
