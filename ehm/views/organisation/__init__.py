"""The partnership administrator's pages. None of them knows a family."""
