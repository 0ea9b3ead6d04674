"""The hub's own site: a copy of the template that keeps the registry instead of books."""

from ground.atomic_files import exclusive
from ground.progress import Report, part_of
from ops.installation.instance import Instance
from ops.tenants import sites
from ops.tenants.hub_registry import HUB
from ops.tenants.provision import make_site, renew_passwords
from ops.tenants.template import ensure_template

FACT = "hub"


def ensure_hub(instance: Instance, report: Report) -> None:
    """Make the hub when it is missing or was left half-made."""
    with exclusive(instance.run / "tenant-hub.lock"):
        digest = ensure_template(instance, part_of(report, 0.0, 0.7))
        if instance.settings().facts.get(FACT):
            return
        report(0.75, "Making the hub")
        names = {
            "diwan_name_en": "Shared Services Centre",
            "diwan_name_ar": "مركز الخدمات المشتركة",
        }
        make_site(instance, HUB, "hub", names)
        with sites.connected(instance, HUB):
            from erp_app.install.site_setup import prepare_site

            prepare_site("hub")
        renew_passwords(instance, HUB)  # the hub's people are others than the template's
        instance.remember(**{FACT: digest})
    report(1.0, "The hub is ready")
