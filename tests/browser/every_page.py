"""Every kind of page with something to see on it: what is made for them, and who opens which address."""

from __future__ import annotations

import io

from django.core.files.base import ContentFile
from openpyxl import load_workbook

from apps.answers import services as answers
from apps.answers import uploads
from apps.answers.documents import answer_xlsx
from apps.answers.models import Answer, AnswerUpload
from apps.answers.selectors import rows_of
from apps.deals import services as deals
from apps.demands import services as demands
from apps.demands.amendments import add_amendment
from apps.demands.documents import handle_read_document
from apps.demands.models import Demand, SourceDocument
from apps.matching.models import Match
from apps.suppliers.models import Datasheet, Product
from apps.trials import services as trials
from apps.trials.lifecycle import Step
from kernel.exports import saved
from tests.browser.visiting import GOOD, WEAK
from tests.cast import Cast, acting, organisation_of
from tests.demands.documents.tenders import two_packages
from tests.suppliers.builders import make_datasheet
from tests.support.market import do_waiting_work, make_demand, make_product, match_now

LONGEST = "全自动高通量超高效液相色谱-三重四极杆串联质谱联用系统XQ-9000Plus/MS-MS"


def pages_of(cast: Cast) -> dict[str, tuple[str, ...]]:
    """Role → addresses that this role opens, in a full world that is made for them."""
    world = _make_full_world(cast)
    draft = make_demand(
        institution=organisation_of(cast.institution_member), author=cast.institution_member, is_published=False
    )
    pages = _pages(world, draft.pk)
    pages["institution_member"] += _papers(cast, world.run.version.demand_id)
    return pages


def _make_full_world(cast: Cast) -> Match:
    """Something to see on every page, long names among it; gives the match of the pair that is tried and dealt."""
    maker, rival = organisation_of(cast.sales_engineer), organisation_of(cast.competing_maker)
    for number in range(3):
        make_product(maker=rival, model=f"RIVAL-{number}", specs=WEAK)
    make_product(maker=rival, model="ABROAD-1", specs=GOOD, is_reference=True)
    make_product(maker=maker, model=LONGEST, specs=GOOD)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    match = match_now(demand).matches.get(product__organisation=maker)
    trial = trials.request_trial(
        match, centre=organisation_of(cast.evaluator), purpose="验证耐压", actor=acting(cast.institution_member)
    )
    trials.take_step(trial.pk, Step.ACCEPT, actor=acting(cast.evaluator))
    trials.take_step(trial.pk, Step.START, actor=acting(cast.evaluator), serial_number="SN-1")
    deals.open_deal(match, actor=acting(cast.broker))
    _answer(demand, match.product, cast)
    _hand_in_datasheets(match.product, cast)
    return match


def _hand_in_datasheets(product: Product, cast: Cast) -> None:
    """One that says another value, long words among it, and one of several models that waits for a choice."""
    words = f"{LONGEST}（示例）\n最高耐压：≥90 MPa\n{LONGEST}：{'9' * 60} MPa\n外形尺寸：700×600×500 mm"
    make_datasheet(cast.sales_engineer, text=words, product=product)
    make_datasheet(cast.sales_engineer, text="选型表（示例）\n参数\tA-10\tA-20\n最高耐压\t60 MPa\t100 MPa")


def _answer(demand: Demand, product: Product, cast: Cast) -> None:
    """An answer of the maker, and its file that came back with a changed, a wrong and an unknown row."""
    actor = acting(cast.sales_engineer)
    answer = answers.create_answer(demand, product, actor=actor)
    book = load_workbook(io.BytesIO(answer_xlsx(answer, rows_of(answer))))
    rows = {row[1].value: row for row in book.worksheets[0].iter_rows()}
    rows["2.1"][4].value = "≥" + "9" * 60 + " MPa"
    rows["2.3"][7].value = "检测报告 第 9-3 页"
    rows["2.4"][1].value = rows["2.4"][3].value = rows["2.4"][8].value = "x" * 80
    uploads.create_upload(answer.pk, file=io.BytesIO(saved(book)), file_name=LONGEST + ".xlsx", actor=actor)
    do_waiting_work()


def _papers(cast: Cast, demand_id: int) -> tuple[str, ...]:
    """The pages of a document with two packages and of an amendment of the published demand, both read."""
    author = acting(cast.institution_member)
    file = ContentFile(two_packages(), name="教学科研仪器设备采购项目（示例）分包采购需求.docx")
    tender = demands.create_demand_from_source(actor=author, file=file)
    amendment = add_amendment(demand_id, actor=author, text="更正公告\n一、原“最高耐压：≥60 MPa”更正为“≥55 MPa”。")
    for document in (tender, amendment):
        handle_read_document({"document_id": document.pk})
    packages, amended = tender.version.demand_id, f"/demands/{demand_id}/amendments/"
    refused = demands.create_demand_from_source(actor=author, text="1. 噪声≤58dB")
    SourceDocument.objects.filter(pk=refused.pk).update(state="refused", message="内容已损坏，无法读取。")
    return (
        f"/demands/{packages}/documents/", f"/demands/{packages}/documents/?way=paste",
        f"/demands/{packages}/documents/{tender.pk}/", f"/demands/{packages}/documents/{tender.pk}/packages/",
        f"/demands/{packages}/review/", amended, f"{amended}{amendment.pk}/",
        f"/demands/{refused.version.demand_id}/reading/?from={refused.pk}",
    )  # fmt: skip


def _pages(match: Match, draft_id: int) -> dict[str, tuple[str, ...]]:
    """Role → addresses that this role opens."""
    demand_id, product_id, category = match.run.version.demand_id, match.product_id, match.product.category.code
    trial_id, deal_id = match.product.trials.get().pk, match.product.deals.get().pk
    answer_id, upload_id = Answer.objects.get().pk, AnswerUpload.objects.get().pk
    sheet = Datasheet.objects.get(product=product_id)
    row_id, models_id = sheet.proposals.earliest("position").pk, Datasheet.objects.get(product=None).pk
    return {
        "anonymous": (
            "/", "/search/?q=测试色谱仪 最高耐压≥60MPa 噪声≤60dB 50万以内", "/search/?q=测试&show=demands",
            "/search/?q=无此物", "/accounts/login/", "/accounts/signup/", "/rules/", "/design/",
            "/accounts/password/reset/", "/categories/", f"/categories/{category}/", "/products/",
            f"/products/types/{category}/", f"/products/{product_id}/", f"/products/compare/?id={product_id}",
            "/demands/", f"/demands/{demand_id}/",
        ),
        "newcomer": ("/workbench/", "/organisations/new/", "/profile/"),
        "institution_owner": (
            "/organisation/", "/organisation/members/", "/switch/", "/notifications/", "/notifications/settings/",
            "/notifications/webhooks/", "/notifications/webhooks/new/",
            "/search/saved/",
        ),
        "institution_member": (
            "/workbench/", "/demands/new/", "/demands/new/?way=paste", "/demands/new/?way=form",
            f"/demands/{demand_id}/", f"/demands/{draft_id}/review/", f"/demands/{draft_id}/edit/", "/matching/",
            f"/matching/demands/{demand_id}/", f"/matching/demands/{demand_id}/compare/?match={match.pk}",
            f"/matching/matches/{match.pk}/", f"/trials/new/?match={match.pk}", f"/deals/{deal_id}/",
        ),
        "sales_engineer": (
            "/workbench/", "/products/mine/", "/products/import/", "/products/new/",
            f"/products/new/?category={category}", f"/products/{product_id}/edit/", f"/products/{product_id}/history/",
            "/matching/", f"/matching/matches/{match.pk}/", "/notifications/", "/answers/",
            f"/answers/start/{demand_id}/", f"/answers/{answer_id}/", f"/answers/files/{upload_id}/",
            "/products/datasheets/", f"/products/datasheets/{sheet.pk}/", f"/products/datasheets/{models_id}/",
            f"/products/datasheets/{sheet.pk}/rows/{row_id}/",
        ),
        "evaluator": ("/workbench/", "/trials/", f"/trials/{trial_id}/"),
        "broker": ("/workbench/", "/deals/", f"/deals/{deal_id}/"),
        "administrator": (
            "/workbench/", "/products/review/", f"/products/{product_id}/review/", "/organisations/review/",
            f"/organisations/review/{match.product.organisation_id}/",
        ),
    }  # fmt: skip
