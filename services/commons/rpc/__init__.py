"""RPC over the bus: the hardened server of the services, and the multiplexed client of the HTTP side."""
