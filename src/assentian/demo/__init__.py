"""The demonstration: one organisation, one real system with published outcomes, one synthetic portfolio that drifts."""
