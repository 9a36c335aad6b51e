"""Where one local stack keeps its things; two stacks with different homes never meet."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".local"


@dataclass(frozen=True)
class Paths:
    """All below `home`; shared are only the build, the emulator's interpreter and npm's modules."""

    home: Path = HOME

    def make_private(self) -> None:
        """The emulator writes secrets, reviews and logs as everybody's to read: close the door."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home.chmod(0o700)

    @property
    def processes(self) -> Path:
        return self.home / "processes"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def emulator(self) -> Path:
        """State, objects and scratch space of the emulator."""
        return self.home / "emulator"

    @property
    def cdk_out(self) -> Path:
        return self.home / "cdk.out"

    @property
    def deployed(self) -> Path:
        """What was deployed: the hash of its inputs, and the stacks' outputs."""
        return self.home / "deployed.json"

    @property
    def dataset(self) -> Path:
        """What the mock serves, and how far its clock had gone."""
        return self.home / "dataset.json"

    @property
    def endpoints(self) -> Path:
        return self.home / "endpoints.json"

    @property
    def key(self) -> Path:
        """The API key, and the table that knows it."""
        return self.home / "key.json"

    @property
    def login(self) -> Path:
        """The demo owner's address and password, and the table that knows them."""
        return self.home / "login.json"

    @property
    def mail(self) -> Path:
        """What would have been mailed, a file each."""
        return self.home / "mail"

    @property
    def settings(self) -> Path:
        """What the running processes were started with."""
        return self.home / "settings.json"

    @property
    def last_run(self) -> Path:
        return self.home / "last-run.json"

    @property
    def chaos(self) -> Path:
        """Orders to kill Lambda processes; see local/emulator/chaos.py."""
        return self.home / "chaos.json"


EMULATOR_VENV = ROOT / ".venv-emulator"
EMULATOR_PYTHON = EMULATOR_VENV / "bin" / "python"
EMULATOR_LOCK = ROOT / "requirements" / "emulator.lock"
NODE_HOME = ROOT / "infra_cdk"
CDK = NODE_HOME / "node_modules" / "aws-cdk" / "bin" / "cdk"
