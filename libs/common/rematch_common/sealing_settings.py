"""Settings of a service that seals what it keeps of people."""

from pathlib import Path

from pydantic import Field

from rematch_common.sealing import DeploymentKeys
from rematch_common.secret import SecretFile, secret
from rematch_common.settings import DatabaseSettings


class SealingSettings(DatabaseSettings):
    """The deployment's key, and where one is kept that nobody has set."""

    sealing_key: str = Field(default="", repr=False, description="base64 of 32 bytes: seals what is kept of people")
    sealing_key_file: SecretFile = Field(default=None, description="a file with it")
    sealing_keys_before: str = Field(
        default="", repr=False, description="former ones, commas between: they open, and don't seal"
    )
    sealing_keys_before_file: SecretFile = Field(default=None, description="a file with them")
    data_dir: Path | None = Field(default=None, description="without a sealing key: where one is kept")

    @property
    def seals_by(self) -> DeploymentKeys:
        present = secret(self.sealing_key, self.sealing_key_file)
        return DeploymentKeys(present, secret(self.sealing_keys_before, self.sealing_keys_before_file), self.data_dir)
