"""RSS and Atom of public demands: all, or those of one category and what lies below it. Public data only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from apps.accounts.actors import ANONYMOUS
from apps.accounts.regions import region_name
from apps.demands.access import may_see_budget
from apps.demands.models import Demand
from apps.taxonomy.models import Category
from apps.taxonomy.selectors import category_by_code, descendants
from design.formats import format_wan
from kernel.languages import reader_language, strung

MOST_ITEMS = 50


def public_demands(category: Category | None) -> QuerySet[Demand]:
    """What is open to everybody, the latest publication first."""
    found = Demand.objects.filter(status=Demand.Status.PUBLISHED, published_version__isnull=False)
    if category is not None:
        found = found.filter(published_version__category__in=descendants(category))
    return found.select_related("organisation", "published_version__category")


if TYPE_CHECKING:
    _Feed = Feed[Demand, Category | None]
else:
    _Feed = Feed  # Django's own class takes no types at run time


class _Demands(_Feed):
    """What both formats say of demands."""

    def get_object(self, request: HttpRequest, code: str = "") -> Category | None:
        return category_by_code(code) if code else None

    def title(self, category: Category | None) -> str:
        if category is None:
            return _("仪桥 · 公开需求")
        return _("仪桥 · 公开需求 · %(category)s") % {"category": plain(category.name)}

    def description(self, category: Category | None) -> str:
        return _("科研单位公开发布、正在征集应答的仪器需求。")

    def link(self, category: Category | None) -> str:
        board = reverse("demands:board")
        return f"{board}?category={category.code}" if category else board

    def items(self, category: Category | None) -> Iterable[Demand]:
        demands = public_demands(category).annotate(row_count=Count("published_version__requirements"))
        return demands.order_by("-published_version__published_at", "-pk")[:MOST_ITEMS]

    def item_title(self, item: Demand) -> str:
        version = item.published_version
        return plain(version.title if version else "")

    def item_description(self, item: Demand) -> str:
        return plain(strung(part for part in _facts(item) if part))

    def item_link(self, item: Demand) -> str:
        return reverse("demands:detail", args=[item.pk])

    def item_guid(self, item: Demand) -> str:
        version = item.published_version
        return f"{item.code}/{version.number if version else 0}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Demand) -> datetime | None:
        return item.published_version.published_at if item.published_version else None

    def item_updateddate(self, item: Demand) -> datetime | None:
        return self.item_pubdate(item)

    def item_author_name(self, item: Demand) -> str:
        return plain(item.organisation.name)

    def item_categories(self, item: Demand) -> list[str]:
        version = item.published_version
        names = [plain(version.category.name)] if version and version.category else []
        return [*names, _("示例")] if item.is_sample else names


class RssDemands(_Demands):
    """RSS 2.0."""

    feed_type = Rss201rev2Feed


class AtomDemands(_Demands):
    """Atom 1.0."""

    feed_type = Atom1Feed

    def subtitle(self, category: Category | None) -> str:
        return self.description(category)


def _tag(request: HttpRequest, code: str = "") -> str:
    """Changes with every publication and every end of one, so that a reader that asks daily gets 304 most days."""
    found = public_demands(category_by_code(code) if code else None).order_by()
    state = found.aggregate(count=Count("pk"), latest=Max("published_version__published_at"))
    return f'"{state["count"]}-{state["latest"]}-{request.get_host()}-{reader_language()}"'.replace(" ", "T")


def _in_language_asked(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Feed readers name no language; the address that a person subscribed to holds theirs (`?language=en`)."""

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        asked = request.GET.get("language", "")
        with override(asked if asked in dict(settings.LANGUAGES) else get_language()):
            return view(request, **kwargs)

    return answered


rss = require_safe(_in_language_asked(condition(etag_func=_tag)(RssDemands())))
atom = require_safe(_in_language_asked(condition(etag_func=_tag)(AtomDemands())))


def plain(text: str) -> str:
    """The text without what XML can't hold: one odd character of one title must not end the feed for everybody."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t")


def _facts(demand: Demand) -> Iterable[str]:
    version = demand.published_version
    if version is None:
        return
    version.demand = demand
    yield demand.organisation.name
    yield region_name(version.province_code)
    yield ngettext("%(count)d 台套", "%(count)d 台套", version.quantity) % {"count": version.quantity}
    if version.budget_yuan is not None and may_see_budget(ANONYMOUS, version):
        yield _("预算 %(budget)s") % {"budget": format_wan(version.budget_yuan)}
    rows = demand.row_count  # type: ignore[attr-defined]
    yield ngettext("%(count)d 条参数要求", "%(count)d 条参数要求", rows) % {"count": rows}
    if version.answers_until:
        yield _("应答截止 %(day)s") % {"day": version.answers_until.isoformat()}
