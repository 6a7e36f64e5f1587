"""What the private RabbitMQ is told: its settings file and its environment."""

from __future__ import annotations

import os
from pathlib import Path

PLUGINS = ("rabbitmq_management", "rabbitmq_shovel", "rabbitmq_shovel_management")

# One node, small and quiet: few schedulers, no busy waiting, few threads for files, distribution on 127.0.0.1 only.
_ERLANG = (
    "+S 2:2 +SDcpu 1:1 +SDio 2 +A 8 +sbwt none +sbwtdcpu none +sbwtdio none"
    " -kernel inet_dist_use_interface {127,0,0,1}"
)


def broker_settings(amqp: int, management: int, user: str, password: str) -> str:
    """Write rabbitmq.conf for these ports and this administrator, who is made at the first boot instead of guest."""
    return "\n".join(
        [
            f"listeners.tcp.local = 127.0.0.1:{amqp}",
            "management.tcp.ip = 127.0.0.1",
            f"management.tcp.port = {management}",
            f"default_user = {user}",
            f"default_pass = {password}",
            "default_user_tags.administrator = true",
            # One line of standard output per event, kept in our log folder; connections alone would drown the rest.
            "log.file = false",
            "log.console = true",
            "log.console.level = info",
            "log.connection.level = warning",
            # Counts of queues and shovels are read; rates and their history are not, and cost memory.
            "management.rates_mode = none",
            "management_agent.disable_metrics_collector = false",
            "collect_statistics_interval = 5000",
            "disk_free_limit.absolute = 50MB",
            "",
        ]
    )


def broker_environment(home: Path, amqp: int, distribution: int, mapper: int) -> dict[str, str]:
    """Build the environment of a private node; settings of the machine's own broker in /etc/rabbitmq stay out."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("RABBITMQ_", "ERL_"))}
    return inherited | {
        "HOME": str(home),
        "RABBITMQ_NODENAME": "rochdale@localhost",
        "RABBITMQ_NODE_PORT": str(amqp),
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_MNESIA_BASE": str(home / "data"),
        "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_CONFIG_FILES": str(home / "conf.d"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
        "RABBITMQ_CONF_ENV_FILE": str(home / "rabbitmq-env.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(home / "generated"),
        "RABBITMQ_PID_FILE": str(home / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": _ERLANG,
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(mapper),
        "ERL_CRASH_DUMP_SECONDS": "0",
        # Makes the start script become the Erlang machine instead of waiting beside it, so that its id is ours.
        "RUNNING_UNDER_SYSTEMD": "1",
    }
