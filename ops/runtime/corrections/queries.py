"""Corrections to lists: fields that the user may not read stay unread, however they are asked for."""

# ruff: noqa: E501  the edits quote Frappe's own lines, which are longer than ours.

from ops.runtime.corrections.model import Correction, Edit

PATTERNS = r"""FN_PARAMS_PATTERN = re.compile(r".*?\((.*)\).*")
PLAIN_COLUMN = re.compile(
	r"(?:`[^`]+`\.|\w+\.)?(?:`\w+`|\w+|\*)(?:\s+as\s+(?:`\w+`|\w+))?", flags=re.IGNORECASE
)
LAST_ALIAS = re.compile(r"\s+as\s+(?:`[^`]+`|\w+)\s*$", flags=re.IGNORECASE)
CAST_TYPE = re.compile(
	r"(\bcast\s*\([^()]*)\s+as\s+(?:char|date|datetime|decimal|double|integer|signed|time|unsigned)"
	r"\s*(?:\([\d\s,]*\))?\s*\)",
	flags=re.IGNORECASE,
)
QUOTED_TEXT = re.compile(r"(`[^`]*`)|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
COLUMN_OR_FUNCTION = re.compile(
	r"(?:(`[^`]+`|\b[A-Za-z_]\w*)\.)?(`[^`]+`|\b[A-Za-z_]\w*\b)(\s*\()?"
)
"""

READS_PERMITTED_ONLY = r'''
	def reads_permitted_only(self, field: str, permitted_fields: list) -> bool:
		"""Whether every column that an expression reads is permitted.

		Only the alias at its end is no column; any other word that is none counts as one.
		"""
		expression = QUOTED_TEXT.sub(lambda found: found[1] or " ", field)
		expression = LAST_ALIAS.sub("", expression)
		expression = CAST_TYPE.sub(r"\1)", expression)
		if "'" in expression or '"' in expression:
			return False
		for table, column, is_function in COLUMN_OR_FUNCTION.findall(expression):
			column = column.strip("`")
			if is_function or column.lower() in ("distinct", "null"):
				continue
			table = table or f"`tab{self.doctype}`"
			table = self.linked_table_aliases.get(table.strip("`"), table)
			doctype = table.strip("`").removeprefix("tab")
			allowed = permitted_fields
			if doctype != self.doctype:
				allowed = get_permitted_fields(doctype=doctype, parenttype=self.doctype)
			if column not in allowed and column not in optional_fields:
				return False
		return True

	def apply_fieldlevel_read_permissions(self):
'''

WALK = """		for i, field in enumerate(self.fields):
			if not PLAIN_COLUMN.fullmatch(field) and not self.reads_permitted_only(
				field, permitted_fields
			):
				self.remove_field(i)
				continue

			if "distinct" in field.lower():
"""

AFTER_WALK = """			j = j + len(permitted_fields) - 1

		if not self.as_list:
			self.fields = [field for field in self.fields if field is not None] or ["name"]
"""

SERIES = (
    Correction(
        name="list-field-permissions",
        why="Of two neighbouring fields without permission only the first was dropped (the list "
        "shrank while it was walked), and a text or a star inside a function let every column "
        "through: concat('', iban); so did an alias before it: name as x, iban. 15.41 still drops only "
        "the first.",
        source="own finding; the guards meet it on an upstream bench",
        edits=(
            Edit(
                path="model/db_query.py",
                find="\t\tif self.as_list:\n\t\t\tself.fields[idx] = None\n"
                "\t\telse:\n\t\t\tself.fields.pop(idx)\n",
                replace="\t\tself.fields[idx] = None\n",
            ),
            Edit(
                path="model/db_query.py",
                find="\n\tdef apply_fieldlevel_read_permissions(self):\n",
                replace=READS_PERMITTED_ONLY,
            ),
            Edit(
                path="model/db_query.py",
                find="\t\tfor i, field in enumerate(self.fields):\n"
                '\t\t\tif "distinct" in field.lower():\n',
                replace=WALK,
            ),
            Edit(
                path="model/db_query.py",
                find="\t\t\tj = j + len(permitted_fields) - 1\n",
                replace=AFTER_WALK,
            ),
            Edit(
                path="model/db_query.py",
                find='FN_PARAMS_PATTERN = re.compile(r".*?\\((.*)\\).*")\n',
                replace=PATTERNS,
            ),
        ),
    ),
    Correction(
        name="conditions-do-not-mix",
        why="The conditions that several apps put on one list were joined as they stood: the base's "
        "own on files has an OR, so ours counted for its last part alone, and everybody's public "
        "files were listed.",
        source="own finding: a mutant that took our condition away and survived",
        edits=(
            Edit(
                path="model/db_query.py",
                find="\t\t\t\tif c:\n\t\t\t\t\tconditions.append(c)\n",
                replace='\t\t\t\tif c:\n\t\t\t\t\tconditions.append(f"({c})")\n',
            ),
        ),
    ),
)
