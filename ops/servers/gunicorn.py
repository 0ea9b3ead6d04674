"""What all our gunicorn servers have in common: threads, patience, renewal, loopback alone."""

from ops.installation.instance import Instance


def shared_text(instance: Instance, server: str, workers: int, threads: int) -> str:
    """The common part of a server's gunicorn.conf.py. server: the name of its port."""
    return f"""bind = "127.0.0.1:{instance.settings().ports[server]}"
workers = {workers}
threads = {threads}
worker_class = "gthread"
worker_tmp_dir = "{instance.run}"
preload_app = True
timeout = 120
graceful_timeout = 20
keepalive = 30
max_requests = 20000
max_requests_jitter = 2000
proc_name = "diwan-{server}"
forwarded_allow_ips = "127.0.0.1"
control_socket_disable = True
"""
