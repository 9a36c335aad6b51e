"""scripts/build.py: complete, small, and nothing twice."""

import os
import subprocess
import sys
from importlib.metadata import files
from pathlib import Path

import pytest

from scripts.build import LAYERS, ROOT, STAMP, Builder, staged, tree_hash
from scripts.shipping import NOT_SHIPPED, Target, shipped_lines

LAYERS_LIMIT_BYTES = 40 * 1024 * 1024
# function -> what it carries beside the core layer
CARRIED = {"api": ("core", "identity"), "analyse_products": ("core", "analysis")}
# What Lambda's own Python brings, and a bare interpreter here does not.
LAMBDA_BRINGS = ("boto3", "botocore", "s3transfer", "jmespath", "python-dateutil", "six", "urllib3")


@pytest.fixture(scope="module")
def built():
    Builder(Target("local")).build()
    return ROOT / "build"


@pytest.fixture(scope="module")
def lambda_python(tmp_path_factory):
    """A folder of what the runtime brings, as links."""
    folder = tmp_path_factory.mktemp("runtime")
    for distribution in LAMBDA_BRINGS:
        for file in files(distribution) or []:
            top = file.parts[0]
            installed = Path(str(file.locate()))
            target = installed.parents[len(file.parts) - 2] if len(file.parts) > 1 else installed
            if top not in {"..", "__pycache__"} and not (folder / top).exists():
                (folder / top).symlink_to(target)
    return folder


def functions():
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/settings.py"))


def copy_of_the_tree(folder, *, layers=True):
    """A root with the smallest of everything, and empty locks."""
    for layer in LAYERS if layers else ():
        source = folder / "layers" / layer / "src" / f"{layer}_package"
        source.mkdir(parents=True)
        (source / "__init__.py").write_text("x = 1\n")
        (folder / "layers" / layer / "requirements.lock").write_text("")
    function = folder / "functions" / "do_it"
    function.mkdir(parents=True)
    (folder / "functions" / "__init__.py").touch()
    for name in ("__init__.py", "handler.py", "settings.py"):
        (function / name).write_text(f'"""{name}"""\n')
    return folder


def test_the_second_build_does_nothing_and_a_change_builds_what_it_touches(tmp_path):
    root = copy_of_the_tree(tmp_path)

    first = Builder(Target("local"), root).build()
    second = Builder(Target("local"), root).build()
    (root / "functions" / "do_it" / "handler.py").write_text("changed = 1\n")
    third = Builder(Target("local"), root).build()
    (root / "layers" / "core" / "src" / "core_package" / "new.py").touch()
    fourth = Builder(Target("local"), root).build()

    assert "function do_it" in first
    assert second == []
    assert third == ["function do_it"]
    assert fourth == ["layer core"]


def test_targets_do_not_overwrite_each_other_and_folding_joins_them(tmp_path):
    root = copy_of_the_tree(tmp_path)

    for target in ("local", "cloud", "localstack"):
        Builder(Target(target), root).build()

    folded = root / "build" / "folded" / "do_it"
    assert (folded / "functions" / "do_it" / "handler.py").is_file()
    assert (folded / "core_package").is_dir()
    assert (folded / "analysis_package").is_dir()
    assert Builder(Target("local"), root).build() == []


def test_a_broken_build_leaves_the_last_good_one(tmp_path):
    folder = tmp_path / "layer"
    with staged(folder, "good") as fresh:
        (fresh / "module.py").touch()

    with pytest.raises(FileNotFoundError), staged(folder, "bad") as fresh:
        (fresh / "no-such-file").read_text()

    assert (folder / STAMP).read_text() == "good"
    assert [each.name for each in tmp_path.iterdir()] == ["layer"]


def test_the_hash_sees_names_and_contents_and_not_caches(tmp_path):
    (tmp_path / "a.py").write_text("1")
    before = tree_hash(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").touch()

    assert tree_hash(tmp_path) == before
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert tree_hash(tmp_path) != before


def test_a_lock_ships_without_what_lambda_brings_and_for_the_targets_python():
    lock = (
        "boto3==1.43.106 \\\n    --hash=sha256:aa\n"
        "numpy==2.4.6 ; python_full_version < '3.12' \\\n    --hash=sha256:bb\n"
        "numpy==2.5.5 ; python_full_version >= '3.12' \\\n    --hash=sha256:cc \\\n"
        "    --hash=sha256:dd\n"
        "colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:ee\n"
    )

    assert shipped_lines(lock, Target("cloud")) == {
        "numpy": "numpy==2.5.5 --hash=sha256:cc --hash=sha256:dd"
    }


def test_what_the_api_carries_is_below_its_limit_and_holds_none_of_the_runtimes_packages(built):
    layers = [built / "layers" / "local" / layer / "python" for layer in CARRIED["api"]]

    # Bytecode is made for this machine alone: what is deployed to AWS has none.
    shipped = [path for layer in layers for path in layer.rglob("*") if path.suffix != ".pyc"]
    assert sum(path.stat().st_size for path in shipped if path.is_file()) < LAYERS_LIMIT_BYTES
    assert not [
        layer / name
        for name in ("botocore", "boto3", "pip", "setuptools")
        for layer in layers
        if (layer / name).exists()
    ]
    assert "botocore" in NOT_SHIPPED


@pytest.mark.parametrize("name", functions())
def test_a_function_imports_in_a_bare_interpreter_with_its_layers_only(built, lambda_python, name):
    entry = "app" if (ROOT / "functions" / name / "app.py").is_file() else "handler"
    layers = CARRIED.get(name, LAYERS[:1])
    paths = [built / "functions" / name, lambda_python]
    paths += [built / "layers" / "local" / layer / "python" for layer in layers]
    script = (
        f"import sys; sys.path += {[str(path) for path in paths]!r}; "
        f"from functions.{name}.{entry} import {entry}; assert callable({entry})"
    )

    result = subprocess.run(
        [sys.executable, "-S", "-c", script],
        cwd=lambda_python,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr[-1500:]


def test_every_staged_folder_knows_its_inputs(built):
    assert all((built / "functions" / name / STAMP).is_file() for name in functions())
