"""The register: persons, homes and households, each fact once, with its source and who looked."""
