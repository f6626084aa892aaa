"""Is it genuine: certificates, passive and active authentication, verdicts."""
