"""How gunicorn runs the gateway: ``gunicorn -c services/gateway/gunicorn.conf.py services.gateway.app:app``.

ROCHDALE_BIND (default 127.0.0.1:8080), ROCHDALE_WORKERS (default 2) and ROCHDALE_CREDENTIALS steer it.
"""

import os
import shutil
import tempfile

# Before prometheus_client is first imported: the workers' counters are files in this folder, summed up at /metrics.
_made_here = "PROMETHEUS_MULTIPROC_DIR" not in os.environ
if _made_here:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="rochdale-metrics-")

bind = os.environ.get("ROCHDALE_BIND", "127.0.0.1:8080")
workers = int(os.environ.get("ROCHDALE_WORKERS", "2"))
# Native asyncio: a thread for each connection starves beside slow or idle ones (measured, ADR on the gateway).
worker_class = "asgi"
worker_connections = 2000
asgi_lifespan = "on"
# The application is read once and shared by the workers' memory; connections to the broker are made after the fork.
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 30
backlog = 1024
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190
# The access lines are the application's own (services/gateway/reception.py): they hold no paths and no queries.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("ROCHDALE_LOG_LEVEL", "warning")
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None


def child_exit(server, worker):  # type: ignore[no-untyped-def]
    """Forget the gauges of a worker that has ended."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def when_ready(server):  # type: ignore[no-untyped-def]
    """Leave what is loaded by now out of the collector's rounds, so that forked pages stay shared."""
    import gc

    gc.collect()
    gc.freeze()


def on_exit(server):  # type: ignore[no-untyped-def]
    """Remove the counters' folder."""
    if _made_here:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
