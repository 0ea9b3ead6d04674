"""What all our gunicorn servers have in common: threads, patience, renewal, loopback alone."""

from ops.configuration.render import render
from ops.installation.instance import Instance


def gunicorn_text(
    instance: Instance, server: str, workers: int, threads: int, template: str = "gunicorn.conf.py"
) -> str:
    """Return a server's gunicorn.conf.py.

    server: the name of its port; template: one that includes the common settings and adds its own.
    """
    return render(
        template,
        server=server,
        port=instance.settings().ports[server],
        workers=workers,
        threads=threads,
        run=instance.run,
    )
