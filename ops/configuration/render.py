"""Fills in a template of `templates`. Pure: it writes nothing and asks nobody.

Refuses a template that names a value nobody gave: a server never starts with a gap in its file.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

# Configuration files are no pages: nothing is escaped. Whoever calls refuses values that could
# change the meaning of a file.
_ENVIRONMENT = Environment(  # noqa: S701
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def render(template: str, **values: object) -> str:
    """Return the text of `templates/<template>.j2` with the values in it.

    Raises: jinja2.UndefinedError when the template names a value that is not given.
    """
    return _ENVIRONMENT.get_template(f"{template}.j2").render(values)
