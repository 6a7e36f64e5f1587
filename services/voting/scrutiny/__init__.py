"""Scrutiny: the key of each secret poll, the scrutineers who share it, and the opening of the ballots.

Every secret ballot is sealed (libsodium's sealed box, X25519 with XSalsa20-Poly1305) to a key pair that one poll has
for itself. Where scrutineers are named, the private key exists for the moment of the ceremony only: it is divided
among them (Shamir), and after the closing so many of them as the threshold says put it together again. Until then
nobody, the operator included, can read a ballot in the box; no partial result exists. Where none are named the service
keeps the private key itself, and says so (``key_held_by``).
"""
