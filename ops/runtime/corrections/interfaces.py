"""Corrections that let the 2023 code run on current releases of its dependencies."""

from ops.runtime.corrections.model import Correction, Edit

SERIES = (
    Correction(
        name="pydantic-config-dict",
        why="Current pydantic accepts a dict as configuration, not a class: without this every "
        "whitelisted method with type hints answers 500.",
        source="own finding: pydantic 2.1 changed TypeAdapter",
        edits=(
            Edit(
                path="utils/typing_validations.py",
                find="class FrappePydanticConfig:\n\tarbitrary_types_allowed = True\n",
                replace='FrappePydanticConfig = {"arbitrary_types_allowed": True}\n',
            ),
        ),
    ),
)
