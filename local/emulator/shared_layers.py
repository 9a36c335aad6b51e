"""A layer is unpacked once, not once a process.

MiniStack unpacks every layer again for each Lambda process it starts. With numpy and a model in one
of them that is most of a cold start on two cores, and 100 MB of disk a process. The layers are
read-only to their users, so one copy by content serves all of them.
"""

import hashlib
import io
import os
import shutil
import tempfile
import threading
import zipfile
from pathlib import Path

import ministack.core.lambda_runtime as runtime

from local.emulator.patching import patch_function

_unpacking = threading.Lock()


def shared_layer(archive: bytes) -> str:
    """The folder that holds this layer's files, unpacked on first use. Raises: ValueError."""
    home = Path(os.environ.get("TMPDIR", tempfile.gettempdir())) / "layers"
    folder = home / hashlib.sha256(archive).hexdigest()[:32]
    with _unpacking:
        if not folder.is_dir():
            home.mkdir(parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(dir=home))
            _unpack(archive, fresh)
            fresh.rename(folder)
    return str(folder)


def _unpack(archive: bytes, into: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            # extractall drops leading slashes and parent steps of member names.
            packed.extractall(into)
    except zipfile.BadZipFile as error:
        shutil.rmtree(into)
        message = "the layer is no zip archive"
        raise ValueError(message) from error


def apply() -> None:
    """Raises: AnchorLost."""
    runtime._shared_layer = shared_layer
    patch_function(
        runtime,
        "Worker._spawn",
        (
            "            if layer_data:\n",
            "            if layer_data:\n"
            "                layers_dirs.append(_shared_layer(layer_data))\n"
            "                continue\n",
        ),
    )
