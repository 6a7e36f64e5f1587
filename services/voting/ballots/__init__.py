"""Ballots: secret ones by credential, named ones, and counts of hands.

What a secret ballot is protected against: anyone who reads the log of events, the audit or the kept answers at any
time, or the tables or a backup of them once the poll is closed, finds no way from a member to a ballot. Credentials
are all made when the poll opens and drawn at random; a ballot commits alone; closing rewrites the ballots out of their
order of arrival.

What it is not protected against, and must be said to the voters: an operator who watches the running machine (the
memory, the statements and their parameters, the tables or a copy of them while ballots arrive, for their rows stand in
the order of issue and of arrival, the PostgreSQL write-ahead log or server log, and in the table's files the rows that
were deleted, until they are vacuumed); someone who watches the network and sees who casts when; whoever hands out the
credentials and keeps a copy; a database that is copied while credentials still lie in the urn, from which votes could
be cast for those not yet served (the credentials then run out, or a voter finds its own used). A voter can show the
credential, and so sell it, or prove a vote with it while the poll is open: the same ballot again is accepted again,
another is refused.
"""
