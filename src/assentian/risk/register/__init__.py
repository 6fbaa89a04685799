"""The register of risks: found, described, judged, and how each stands (6.1.2, 8.2)."""
