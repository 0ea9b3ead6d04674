"""Corrections to what a request may write into a document."""

from ops.runtime.corrections.model import Correction, Edit

SERIES = (
    Correction(
        name="class-is-not-data",
        why="A request could write any name into a document, what its class says included: an "
        "empty list of the fields that only the server writes opened all of them.",
        source="own finding: the attributes of controllers are looked up on the document",
        edits=(
            Edit(
                path="model/base_document.py",
                find="\t\tif key in self._reserved_keywords:\n\t\t\treturn\n\n"
                "\t\tif not as_value and key in self._table_fieldnames:\n",
                replace="\t\tif key in self._reserved_keywords:\n\t\t\treturn\n\n"
                "\t\tsaid = getattr(type(self), key, None)\n"
                "\t\tif not (said is None or callable(said) or isinstance(said, property)):\n"
                "\t\t\treturn\n\n"
                "\t\tif not as_value and key in self._table_fieldnames:\n",
            ),
        ),
    ),
)
