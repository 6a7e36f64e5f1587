"""The board: what a poll makes public, append-only, signed, and to be verified by anyone.

Each poll has an RFC 6962 tree of entries: its roll, its opening, at the closing its ballots in the order of their
hashes, then keys, tally and proclamation. At each of these moments the head of the tree is signed; other cooperatives
sign it as well, once they have checked that it continues the last one that they saw. An entry never holds anything of
who voted, and candidates are named by their member's id.
"""
