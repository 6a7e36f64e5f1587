"""Privacy: what is held about a person, until when, and how a person is pseudonymised."""
