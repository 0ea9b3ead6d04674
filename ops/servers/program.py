"""What a supervised server is: its name, command and surroundings. Standard library only."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """One supervised server."""

    name: str
    command: str
    priority: int
    directory: Path
    environment: dict[str, str]
    stop_signal: str = "TERM"
    stop_wait_seconds: int = 20
    depends_on: tuple[Path, ...] = ()  # files and folders; a change of one restarts the program
