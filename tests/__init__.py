"""The tests of Rochdale; they mirror the services, and talk to real servers."""
