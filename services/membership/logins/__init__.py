"""Logins: persons of the register sign in with a code sent to their own address, to what is theirs alone."""
