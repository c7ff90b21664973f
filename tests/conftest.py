"""What holds for every test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# How long an example took is the machine's affair: it may be busy.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
