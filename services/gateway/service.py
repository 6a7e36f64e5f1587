"""The gateway service: keys and feed, run by a host process called the courier; the HTTP process is ``app.py``."""

from services.commons.service import Service

from .contract import gateway
from .feed import actions as feed
from .keys import actions as keys

service = Service(gateway, rooms=(keys, feed))
