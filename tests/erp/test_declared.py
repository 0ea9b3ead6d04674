"""The example of every declaration is a document that a real site takes."""

import pytest

from erp_app.declarations.reading import load_declarations
from tests.erp.declared import make

ON_AN_ENTITY = sorted(
    name
    for name, one in load_declarations().items()
    if one.sheet.example and one.doctype["module"] != "Hub"
)


@pytest.mark.parametrize("doctype", ON_AN_ENTITY)
def test_example_of_a_declaration_can_be_inserted(site, doctype):
    doc = make(doctype)
    assert doc.name
    assert site.db.exists(doctype, doc.name)
