"""The desk: drafts of claims become rows of a ledger one by one, as a person decides; every decision is kept."""
