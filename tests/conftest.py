"""For every suite: generated examples are not judged by the clock of a busy machine."""

from hypothesis import settings

settings.register_profile("diwan", deadline=None)
settings.load_profile("diwan")
