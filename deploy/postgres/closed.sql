-- The server's own databases are for its administrator: by default every role, and so every service, may connect.
REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;
