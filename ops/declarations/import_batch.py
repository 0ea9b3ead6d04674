"""The kinds an Import Batch offers: the documents that declare an import."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from erp_app.declarations.reading import Declaration

IMPORT_BATCH = "Import Batch"


def import_batch_files(declarations: dict[str, Declaration]) -> dict[Path, str]:
    """Return {the DocType's file: its text}, unchanged while the options are right.

    A change moves `modified`, by which sites see that the document is new.
    """
    batch = declarations[IMPORT_BATCH]
    file = batch.file.with_suffix(".json")
    # Nothing first: the framework takes the first one where a request names none.
    kinds = [name for name, one in declarations.items() if one.sheet.import_]
    options = "\n".join(["", *kinds])
    doctype = json.loads(file.read_text(encoding="utf-8"))
    [kind] = [field for field in doctype["fields"] if field["fieldname"] == "kind"]
    if kind["options"] == options:
        return {file: file.read_text(encoding="utf-8")}
    kind["options"] = options
    doctype["modified"] = f"{datetime.now():%Y-%m-%d %H:%M:%S}.000000"
    return {file: json.dumps(doctype, indent=1, ensure_ascii=False) + "\n"}
