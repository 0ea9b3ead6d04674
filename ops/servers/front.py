"""The front as a supervised server: nginx with a configuration rendered for this instance."""

import os
import shutil
from pathlib import Path

from ground.atomic_files import write_atomic
from ops.front.render import CLOSED_PAGE, STARTING, FrontConfig, render_front
from ops.installation.instance import Instance
from ops.servers import superset
from ops.servers.program import Program


def prepare(instance: Instance) -> Path:
    """Write nginx.conf and return its path."""
    settings = instance.settings()
    file = instance.etc / "nginx.conf"
    (instance.run / "nginx").mkdir(exist_ok=True)
    text = render_front(
        FrontConfig(
            listen_host=settings.bind,
            listen_port=settings.ports["front"],
            web_port=settings.ports["web"],
            realtime_port=settings.ports["realtime"],
            domain=settings.domain,
            analytics_port=settings.ports["superset"],
            analytics_static=superset.static_folder(),
            sites_dir=instance.sites,
            assets_dir=instance.sites / "assets",
            run_dir=instance.run / "nginx",
            log_dir=instance.logs,
            run_as_root=os.getuid() == 0,
        )
    )
    write_atomic(file, text)
    return file


def program(instance: Instance) -> Program:
    """Return the supervised program."""
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    file = prepare(instance)
    return Program(
        "front",
        f"{binary} -c {file} -e {instance.logs / 'front-error.log'} -g 'daemon off;'",
        60,
        instance.run,
        {},
        stop_signal="QUIT",
        depends_on=(file, CLOSED_PAGE, *STARTING),
    )
