"""What the routes of search are about: saved searches of `institution_member`."""

from __future__ import annotations

from apps.search import services
from tests.access.world import Params, builds
from tests.cast import Cast


@builds
def saved_search_of_institution_member(cast: Cast) -> Params:
    """A saved search of one person."""
    return {"search_id": services.save_search(cast.institution_member.pk, text="上海").pk}


@builds
def deleted_search_of_institution_member(cast: Cast) -> Params:
    """A saved search that its owner has deleted and may take back."""
    saved = services.save_search(cast.institution_member.pk, text="北京")
    services.delete_search(cast.institution_member.pk, saved.pk)
    return {"search_id": saved.pk}
