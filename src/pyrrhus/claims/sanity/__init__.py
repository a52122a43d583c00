"""Named checks: what cannot be, or is odd. Each explains itself; a flag widens a claim and never deletes it."""

from __future__ import annotations

from pyrrhus.claims.sanity.checks import CHECKS, check_claims
from pyrrhus.claims.sanity.outside import check_outside

__all__ = ["CHECKS", "check_claims", "check_outside"]
