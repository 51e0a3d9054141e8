"""Errors of the domain, each with the HTTP status that it means.

A message names the field, the value, and the way out, in the user's language. Programming errors are not caught.
"""

from __future__ import annotations

from collections.abc import Mapping


class DomainError(Exception):
    """A request that the domain refuses. `code` is stable and for programs, `message` is for people."""

    status = 400
    code = "domain_error"

    def __init__(self, message: str, *, code: str | None = None, detail: Mapping[str, object] | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.code = code or type(self).code
        self.detail = dict(detail or {})


class InvalidInput(DomainError):
    """A value that can't be accepted; `detail` maps field names to what is wrong with them."""

    status = 422
    code = "invalid_input"


class TransitionRefused(DomainError):
    """A step that the present state does not permit, or that somebody else took first."""

    status = 409
    code = "transition_refused"


class Conflict(DomainError):
    """A change that contradicts what is stored."""

    status = 409
    code = "conflict"


class AccessDenied(DomainError):
    """The actor may see the thing, but not do this with it."""

    status = 403
    code = "access_denied"


class NotFound(DomainError):
    """The thing does not exist, or must look as if it didn't to this actor."""

    status = 404
    code = "not_found"
