"""Stages what Lambda gets, with pip alone: ``python -m scripts.build [local|cloud|localstack]``.

    build/functions/<name>/functions/<name>/     a function, importable as functions.<name>
    build/layers/<target>/<layer>/python/        a layer: its locked packages and its own source
    build/folded/<name>/                         target localstack: function and layers in one

Nothing is done again whose inputs have not changed: every staged folder keeps the hash of what it
was made from, which is also the name of its CDK asset.
"""

import argparse
import compileall
import fcntl
import py_compile
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from scripts.shipping import Target, shipped_lines

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("core", "identity", "analysis")
TARGETS = ("local", "cloud", "localstack")
STAMP = ".inputs"
# Weight that no import needs.
_PRUNED_DIRS = frozenset({"tests", "include", "bin"})
_PRUNED_FILES = frozenset({".pyi", ".pxd", ".a", ".h"})
_ours = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info")


class BuildFailed(RuntimeError):
    """pip could not stage a layer; the message is pip's own."""


def tree_hash(*parts: Path | str) -> str:
    """A hash of texts, files and folders: names and contents, caches left out."""
    state = sha256()
    for part in parts:
        if isinstance(part, str):
            state.update(part.encode())
            continue
        for path in sorted(_files(part)):
            state.update(f"\0{path.relative_to(part.parent)}\0".encode() + path.read_bytes())
    return state.hexdigest()[:32]


def _files(path: Path) -> Iterator[Path]:
    for each in [path] if path.is_file() else path.rglob("*"):
        caches = any(part == "__pycache__" or part.endswith(".egg-info") for part in each.parts)
        if each.is_file() and not caches:
            yield each


@contextmanager
def staged(folder: Path, inputs: str) -> Iterator[Path]:
    """A fresh folder that replaces `folder` when the block ends well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield fresh
        (fresh / STAMP).write_text(inputs)
        fresh.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def locked(root: Path = ROOT, mode: int = fcntl.LOCK_SH) -> Iterator[None]:
    """Keeps builds away while packages are read; two builds take turns."""
    out = root / "build"
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("w") as lock:
        fcntl.flock(lock, mode)
        yield


class Builder:
    """Builds one target under root/build; `done` names what had to be built."""

    def __init__(self, target: Target, root: Path = ROOT) -> None:
        self._target, self._root, self._out = target, root, root / "build"
        self._platform = "local" if target.is_local else "cloud"
        self.done: list[str] = []

    def build(self) -> list[str]:
        """Builds what changed. Two builds at once take turns. Raises: BuildFailed."""
        with locked(self._root, fcntl.LOCK_EX):
            for layer in LAYERS:
                self._layer(layer)
            for name in sorted(
                path.parent.name for path in self._root.glob("functions/*/settings.py")
            ):
                self._function(name)
                if self._target.name == "localstack":
                    self._folded(name)
        return self.done

    def _is_current(self, folder: Path, inputs: str, what: str) -> bool:
        stamp = folder / STAMP
        if stamp.is_file() and stamp.read_text() == inputs:
            return True
        self.done.append(what)
        return False

    def _layer(self, layer: str) -> None:
        packages = self._packages(layer)
        source = self._root / "layers" / layer / "src"
        folder = self._out / "layers" / self._platform / layer
        inputs = tree_hash(self._target.identity, packages / STAMP, source)
        if self._is_current(folder, inputs, f"layer {layer}"):
            return
        with staged(folder, inputs) as fresh:
            python = fresh / "python"
            shutil.copytree(packages, python, ignore=shutil.ignore_patterns(STAMP))
            if source.is_dir():  # a layer may be packages alone
                shutil.copytree(source, python, ignore=_ours, dirs_exist_ok=True)
            self._compile(fresh)

    def _packages(self, layer: str) -> Path:
        """The layer's third-party packages; a later layer holds none that the core layer holds."""
        lines = self._lock(layer)
        if layer != LAYERS[0]:
            lines = {name: lines[name] for name in lines.keys() - self._lock(LAYERS[0]).keys()}
        lock = "".join(f"{lines[name]}\n" for name in sorted(lines))
        folder = self._out / ".packages" / self._platform / layer
        inputs = tree_hash(lock, self._target.identity)
        if not self._is_current(folder, inputs, f"packages {layer}"):
            with staged(folder, inputs) as fresh:
                self._install(lock, fresh)
                _prune(fresh)
                self._compile(fresh)
        return folder

    def _lock(self, layer: str) -> dict[str, str]:
        path = self._root / "layers" / layer / "requirements.lock"
        return shipped_lines(path.read_text(), self._target)

    def _install(self, lock: str, into: Path) -> None:
        if not lock:
            return
        with tempfile.NamedTemporaryFile("w", suffix=".lock") as file:
            file.write(lock)
            file.flush()
            command = [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "--no-compile",
            ]
            command += ["--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
            command += [*self._target.pip_options(), "--target", str(into), "-r", file.name]
            result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            raise BuildFailed(result.stderr[-4000:])

    def _function(self, name: str) -> None:
        package, source = self._root / "functions" / "__init__.py", self._root / "functions" / name
        folder, inputs = self._out / "functions" / name, tree_hash(package, source)
        if self._is_current(folder, inputs, f"function {name}"):
            return
        with staged(folder, inputs) as fresh:
            shutil.copytree(source, fresh / "functions" / name, ignore=_ours)
            shutil.copy(package, fresh / "functions" / "__init__.py")

    def _folded(self, name: str) -> None:
        """LocalStack's free image is believed to ignore layers: the package carries them."""
        layers = [self._out / "layers" / self._platform / layer for layer in LAYERS]
        function = self._out / "functions" / name
        folder = self._out / "folded" / name
        inputs = tree_hash(*(part / STAMP for part in (*layers, function)))
        if self._is_current(folder, inputs, f"folded {name}"):
            return
        with staged(folder, inputs) as fresh:
            for part in (*(layer / "python" for layer in layers), function):
                ignore = shutil.ignore_patterns(STAMP)
                shutil.copytree(part, fresh, ignore=ignore, dirs_exist_ok=True)

    def _compile(self, folder: Path) -> None:
        """Bytecode that needs no time stamps, so that a cold start here compiles nothing."""
        if self._target.is_local:
            mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
            compileall.compile_dir(folder, quiet=2, invalidation_mode=mode, stripdir=str(folder))


def _prune(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and path.name in _PRUNED_DIRS:
            shutil.rmtree(path)
        elif path.is_file() and path.suffix in _PRUNED_FILES:
            path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts.build", description="Stage the Lambda packages.")
    parser.add_argument("target", nargs="?", default="local", choices=TARGETS)
    built = Builder(Target(parser.parse_args().target)).build()
    print("built: " + ", ".join(built) if built else "nothing to build")


if __name__ == "__main__":
    main()
