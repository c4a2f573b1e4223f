"""`/api/v1/`: the pages' records, permissions and actions, for programs. Resources live in the apps (docs/api.md)."""
