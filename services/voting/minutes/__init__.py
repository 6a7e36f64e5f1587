"""The minutes of assemblies: drafted from what was recorded, signed by the bureau, and fixed from then on."""
