"""Make .venv (or .venv-audit) hold what a command needs; do nothing when it already does.

    python3 scripts/bootstrap.py run|dev|bench|audit

Runs on whatever python3 there is (so its syntax is old), with the standard library alone.
Packages come from requirements/<set>.lock, checked by hash; our own two layers and the workspace
are installed editable. A missing prerequisite is one clear line and exit status 2.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
AUDIT = "audit"
SUPPORTED = ("3.11", "3.12", "3.13")
SETS = ("run", "dev", "bench", AUDIT)
EDITABLE = ("layers/core", "layers/analysis", ".")
PYPROJECTS = ("layers/core/pyproject.toml", "layers/analysis/pyproject.toml", "pyproject.toml")


def fail(message):
    sys.stderr.write("shelfsignal: " + message + "\n")
    raise SystemExit(2)


def version_of(python):
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        return (
            subprocess.check_output([python, "-c", code], stderr=subprocess.DEVNULL)
            .decode()
            .strip()
        )
    except (OSError, subprocess.CalledProcessError):
        return None


def find_python():
    given = os.environ.get("PYTHON")
    names = [given] if given else ["python3", "python3.13", "python3.12", "python3.11"]
    for name in names:
        path = shutil.which(name)
        if path and version_of(path) in SUPPORTED:
            return path
    return fail("Python 3.11, 3.12 or 3.13 is needed (looked for: %s)." % ", ".join(names))


def check_node():
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        fail("Node.js 20.19+ or 22.12+ with npm is needed and was not found.")
    text = subprocess.check_output([node, "--version"]).decode().strip().lstrip("v")
    found = tuple(int(part) for part in text.split(".")[:2])
    if not ((20, 19) <= found < (21, 0) or found >= (22, 12)):
        fail("Node.js 20.19+ or 22.12+ is needed; found %s." % text)


def digest(name):
    state = hashlib.sha256()
    for path in ("requirements/%s.lock" % name,) + PYPROJECTS:
        with open(os.path.join(ROOT, path), "rb") as file:
            state.update(file.read())
    return state.hexdigest()


def installed(venv, name):
    try:
        with open(os.path.join(venv, ".installed-" + name)) as file:
            return file.read()
    except OSError:
        return None


def pip(venv, *arguments):
    command = [
        os.path.join(venv, "bin", "python"),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "-q",
    ]
    result = subprocess.run(
        command + list(arguments), check=False, cwd=ROOT, stderr=subprocess.PIPE
    )
    if result.returncode:
        sys.stderr.write(result.stderr.decode(errors="replace")[-4000:])
        fail("pip could not install the packages (see above).")


def main():
    if sys.argv[1:] not in [[each] for each in SETS]:
        fail("usage: bootstrap.py " + "|".join(SETS))
    name = sys.argv[1]
    check_node()
    # The auditors look at the others' packages from outside, and bring many of their own.
    venv = os.path.join(ROOT, ".venv-audit" if name == AUDIT else ".venv")
    if installed(venv, name) == digest(name):
        return
    if not os.path.exists(os.path.join(venv, "bin", "python")):
        python = find_python()
        print(
            "Making %s with Python %s ..." % (os.path.basename(venv), version_of(python)),
            flush=True,
        )
        if subprocess.call([python, "-m", "venv", venv]):
            fail("python3 -m venv failed; on Debian and Ubuntu install python3-venv.")
    print("Installing the %s packages into %s ..." % (name, os.path.basename(venv)), flush=True)
    pip(venv, "install", "--require-hashes", "-r", "requirements/%s.lock" % name)
    if name != AUDIT:
        ours = [part for each in EDITABLE for part in ("-e", each)]
        pip(venv, "install", "--no-deps", "--no-build-isolation", *ours)
    with open(os.path.join(venv, ".installed-" + name), "w") as file:
        file.write(digest(name))


if __name__ == "__main__":
    main()
