"""Everything said, in the analyst's language: offers, figures, verdicts."""
