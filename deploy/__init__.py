"""The operator's room: the rochdale command, provisioning, the cooperatives and the servers they run on."""
