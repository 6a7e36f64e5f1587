"""The register: who the persons and organisations are, and the periods in which they were members."""
