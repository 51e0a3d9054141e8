"""The workbenches: one module a role, each opens on what to do next. See docs/decisions/0065."""
