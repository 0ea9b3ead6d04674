"""Where the warehouse keeps its things: one owner-only folder of an installation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The folders under `root`; nothing else of the installation is touched."""

    root: Path

    @property
    def lake(self) -> Path:
        """What the entities' databases held, as Parquet."""
        return self.root / "lake"

    @property
    def raw(self) -> Path:
        """raw/<table>/entity=<code>/*.parquet"""
        return self.lake / "raw"

    @property
    def manifests(self) -> Path:
        """manifests/<code>.json: which files make an entity's last good extraction."""
        return self.lake / "manifests"

    @property
    def builds(self) -> Path:
        return self.root / "builds"

    @property
    def building(self) -> Path:
        """The build under way; renamed into `builds` when it is finished."""
        return self.root / "building"

    @property
    def current(self) -> Path:
        """A symlink to the build that readers see."""
        return self.root / "current"

    @property
    def runs(self) -> Path:
        """runs/<id>.json: the record of every night."""
        return self.root / "runs"

    @property
    def night_lock(self) -> Path:
        """Held while a night runs; the kernel frees it when the night dies."""
        return self.root / "night.lock"

    @property
    def dbt(self) -> Path:
        """What dbt remembers of its project between nights, and its logs."""
        return self.root / "dbt"

    @property
    def scratch(self) -> Path:
        """Emptied at the start of every run."""
        return self.root / "scratch"

    @property
    def extensions(self) -> Path:
        """DuckDB's extensions, unpacked from their wheels."""
        return self.root / "extensions"

    def make(self) -> None:
        """Create the folders, owner-only."""
        folders = (self.root, self.raw, self.manifests, self.builds, self.runs, self.scratch)
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
