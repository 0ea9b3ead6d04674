"""`python -m ops.testing.sites CODE ...`: empty copies of the template that no registry knows.

Runs in the ERP environment. Tests of documents commit, count and remove: each of their processes
has such a site to itself, and no night and no dashboard sees what they do there.
"""

import os
import sys

from ground.json_lines import finish_with
from ops.installation.instance import Instance
from ops.tenants.provision import make_site


def main(codes: list[str]) -> None:
    """Make each site, whatever was there."""
    instance = Instance.current()
    os.chdir(instance.sites)
    for number, code in enumerate(codes, start=901):
        names = {"diwan_name_en": f"Test {code}", "diwan_name_ar": f"تجربة {code}"}
        make_site(instance, code, "entity", {**names, "diwan_entity_number": number})
    finish_with([instance.site(code) for code in codes])


if __name__ == "__main__":
    main(sys.argv[1:])
