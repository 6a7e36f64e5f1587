"""Ballots: secret ones by credential, named ones, and counts of hands.

What a secret ballot is protected against: anyone who reads the tables, the log of events, the audit, the kept answers
or a backup of them, during or after the vote, finds no way from a member to a ballot. Credentials are all made when
the poll opens and drawn at random; a ballot commits alone; closing rewrites the ballots out of their order of arrival.

What it is not protected against, and must be said to the voters: an operator who watches the running machine (the
memory, the statements and their parameters, the table while ballots arrive, the PostgreSQL write-ahead log or server
log); someone who watches the network and sees who casts when; whoever hands out the credentials and keeps a copy; a
database that is copied while credentials still lie in the urn, from which votes could be cast for those not yet served
(the credentials then run out, or a voter finds its own used). A voter can show the credential, and so sell it,
or prove a vote with it while the poll is open: the same ballot again is accepted again, another is refused.
"""
