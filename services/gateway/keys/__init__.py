"""The keys of a cooperative: who may do what over HTTP, and until when."""
