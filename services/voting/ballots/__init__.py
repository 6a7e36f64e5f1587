"""Ballots: secret ones by credential or on paper, named ones, and counts of hands.

What a secret ballot is protected against: anyone who reads the log of events, the audit or the kept answers at any
time, or the tables or a backup of them, finds no way from a member to a ballot, and before the closing nobody finds a
vote, unless the service itself holds the poll's key (``key_held_by``). Credentials are all made when the poll opens
and drawn at random; a ballot is sealed and commits alone; closing rewrites the ballots out of their order of arrival
and leaves the credentials behind.

What it is not protected against, and must be said to the voters: an operator who watches the running machine (the
memory, with plain ballots before they are sealed; the statements and their parameters; the tables or a copy of them
while ballots arrive, for their rows stand in the order of issue and of arrival; the PostgreSQL write-ahead log or
server log; and in the table's files the rows that were deleted, until they are vacuumed); someone who watches the
network and sees who casts when; whoever hands out the credentials and keeps a copy, and casts before the member does; a
database that is copied while credentials still lie in the urn, from which votes could be cast for those not yet served
(the credentials then run out, or a voter finds its own used). A voter can sell its credential, and prove its vote by
the tracker once the key is published.
"""
