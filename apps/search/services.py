"""Keeping questions, and telling their owners what is new. What a search finds for its owner is what is public."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.actors import ANONYMOUS
from apps.matching.probing import Fit
from apps.notifications.models import Notification
from apps.notifications.services import notify
from apps.search.models import SavedSearch
from apps.search.questions import Question
from apps.search.reading import read_question
from apps.search.selectors import due_searches, find_demands, find_products, saved_search_of, saved_searches_of
from kernel import clock
from kernel.errors import InvalidInput
from kernel.wording import worded, worded_count

MOST_SAVED = 50
LONGEST_NAME = 80
LOOKED_THROUGH_EVERY = timedelta(minutes=10)
PAUSE_AFTER_FAILURE = timedelta(hours=1)
KEPT_AFTER_DELETION = timedelta(days=30)


@transaction.atomic
def save_search(user_id: int, *, text: str) -> SavedSearch:
    """Keep a question; the same text twice is one. What it finds now is no news later.

    Raises InvalidInput for a question that asks nothing, and beyond MOST_SAVED.
    """
    question = read_question(text)
    if question.is_empty:
        raise InvalidInput(_("这句话里没有可搜索的内容，请写出仪器类别、参数或名称。"), detail={"q": _("没有读懂")})
    known = saved_searches_of(user_id).filter(text=question.text).first()
    if known is not None:
        return known
    if saved_searches_of(user_id).count() >= MOST_SAVED:
        raise InvalidInput(
            _("最多保存 %(count)d 条搜索，请先删去不用的。") % {"count": MOST_SAVED}, detail={"q": _("已满")}
        )
    products, demands = _found_now(question)
    return SavedSearch.objects.create(
        user_id=user_id,
        name=question.summary[:LONGEST_NAME],
        text=question.text,
        known_products=sorted(products),
        known_demands=sorted(demands),
        due_at=clock.now() + LOOKED_THROUGH_EVERY,
    )


def _found_now(question: Question) -> tuple[set[int], set[int]]:
    """What fits: products that meet everything, demands that everybody sees."""
    products = set(find_products(question).ids(Fit.MEETS))
    return products, set(find_demands(ANONYMOUS, question).order_by().values_list("pk", flat=True))


@transaction.atomic
def rename_search(user_id: int, search_id: int, *, name: str) -> SavedSearch:
    """Give a saved search another name. Raises NotFound, and InvalidInput for an empty name."""
    saved = saved_search_of(user_id, search_id)
    name = name.replace("\0", "").strip()[:LONGEST_NAME]
    if not name:
        raise InvalidInput(_("请填写名称。"), detail={"name": _("不能为空")})
    saved.name = name
    saved.save(update_fields=["name"])
    return saved


@transaction.atomic
def delete_search(user_id: int, search_id: int) -> SavedSearch:
    """Delete a saved search; `restore_search` takes it back. Raises NotFound."""
    saved = saved_search_of(user_id, search_id)
    saved.deleted_at = clock.now()
    saved.save(update_fields=["deleted_at"])
    return saved


@transaction.atomic
def restore_search(user_id: int, search_id: int) -> SavedSearch:
    """Take a deletion back. Where the same question was saved anew meanwhile, that one stays. Raises NotFound."""
    saved = saved_search_of(user_id, search_id, is_deleted=True)
    again = saved_searches_of(user_id).filter(text=saved.text).first()
    if again is not None:
        return again
    saved.deleted_at = None
    saved.save(update_fields=["deleted_at"])
    return saved


def mark_seen(saved: SavedSearch) -> None:
    """The owner has looked at the news that this row holds; what came since stays new."""
    with transaction.atomic():
        row = SavedSearch.objects.select_for_update(no_key=True).get(pk=saved.pk)
        row.new_products = sorted(set(row.new_products) - set(saved.new_products))
        row.new_demands = sorted(set(row.new_demands) - set(saved.new_demands))
        row.save(update_fields=["new_products", "new_demands"])


# ---- looking through ----------------------------------------------------------------------------------------------


def look_through(search_id: int) -> bool:
    """Look through a saved search and tell its owner what is new; False where it is not due, or held elsewhere.

    The row is locked meanwhile; news, what is known and the next time are written together, so that nothing is told
    twice and nothing is lost when a worker dies.
    """
    with transaction.atomic():
        rows = due_searches().select_for_update(skip_locked=True, no_key=True, of=("self",))
        saved = rows.filter(pk=search_id).first()
        if saved is None:
            return False
        products, demands = _found_now(read_question(saved.text))
        new_products = products - set(saved.known_products)
        new_demands = demands - set(saved.known_demands)
        saved.known_products = sorted({*saved.known_products, *new_products})
        saved.known_demands = sorted({*saved.known_demands, *new_demands})
        saved.new_products = sorted({*saved.new_products, *new_products})
        saved.new_demands = sorted({*saved.new_demands, *new_demands})
        saved.due_at = clock.now() + LOOKED_THROUGH_EVERY
        saved.save()
        if new_products or new_demands:
            _tell(saved)
    return True


def postpone(search_id: int) -> None:
    """Try a search that failed again later, so that it keeps no other one waiting."""
    SavedSearch.objects.filter(pk=search_id).update(due_at=clock.now() + PAUSE_AFTER_FAILURE)


def _tell(saved: SavedSearch) -> None:
    parts = []
    if count := len(saved.new_products):
        parts.append(worded_count("%(count)d 款新产品满足", "%(count)d 款新产品满足", count=count))
    if count := len(saved.new_demands):
        parts.append(worded_count("%(count)d 项新需求相近", "%(count)d 项新需求相近", count=count))
    title = worded("订阅的搜索有新结果：%(name)s", name=saved.name)
    body = worded("%(products)s；%(demands)s", products=parts[0], demands=parts[1]) if len(parts) > 1 else parts[0]
    kind = Notification.Kind.PRODUCT if saved.new_products else Notification.Kind.DEMAND
    url = reverse("search:saved-open", args=[saved.pk])
    notify([saved.user_id], kind=kind, title=title, body=body, url=url, subject_key=f"saved-search:{saved.pk}")


def purge_deleted() -> int:
    """Remove what was deleted longer ago than KEPT_AFTER_DELETION. Returns how many."""
    old = SavedSearch.objects.filter(deleted_at__lt=clock.now() - KEPT_AFTER_DELETION)
    return old.delete()[0]
